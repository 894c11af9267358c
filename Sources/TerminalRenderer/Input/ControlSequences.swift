import Engine

/// Decodes complete control sequences (`CSI … final`), except for the start of a paste, which the parser handles.
struct ControlSequences {
  private var mouse = MouseSequences()
  private var kitty = KittyKeys()

  mutating func inputs(final: UInt8, _ parameters: SequenceParameters) -> [TerminalInput] {
    var output: [TerminalInput] = []
    if let marker = parameters.marker {
      privateSequence(final, marker, parameters, &output)
    } else {
      key(final, parameters, &output)
    }
    return output
  }

  private mutating func key(_ final: UInt8, _ parameters: SequenceParameters, _ output: inout [TerminalInput])
  {
    let modifiers = KeySequences.modifiers(parameters[1])
    let phase = KeySequences.phase(parameters[1, 1])
    switch final {
    case UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "^"), UInt8(ascii: "@"):
      tilde(final, parameters, phase, &output)
    case UInt8(ascii: "u"):
      output.append(contentsOf: kitty.events(parameters).map { .event($0) })
    case UInt8(ascii: "Z"):
      output.append(.event(.key(Key(.tab, modifiers.union(.shift)), phase)))
    case UInt8(ascii: "I") where parameters.isEmpty: output.append(.event(.focus(true)))
    case UInt8(ascii: "O") where parameters.isEmpty: output.append(.event(.focus(false)))
    // `CSI row ; column R` is a cursor position report, which we never request.
    case UInt8(ascii: "R") where (parameters[0] ?? 1) != 1: break
    default:
      if let code = KeySequences.cursorKey(final) {
        output.append(.event(.key(Key(code, modifiers), phase)))
      } else if let code = KeySequences.rxvtCursorKey(final), parameters.isEmpty {
        output.append(.event(.key(Key(code, .shift), .press)))
      }
    }
  }

  private mutating func tilde(
    _ final: UInt8, _ parameters: SequenceParameters, _ phase: KeyPhase, _ output: inout [TerminalInput]
  ) {
    guard let number = parameters[0], parameters.intermediate == nil else { return }
    var modifiers = KeySequences.modifiers(parameters[1])
    if final == UInt8(ascii: "$") || final == UInt8(ascii: "@") { modifiers.insert(.shift) }
    if final == UInt8(ascii: "^") || final == UInt8(ascii: "@") { modifiers.insert(.control) }
    if number == 27, let code = parameters[2] {
      // xterm's modifyOtherKeys: the same parameters in another order.
      let same = SequenceParameters("\(code);\(parameters[1] ?? 1)".utf8)
      output.append(contentsOf: kitty.events(same).map { .event($0) })
    } else if let code = KeySequences.tildeKey(number) {
      output.append(.event(.key(Key(code, modifiers), phase)))
    }
  }

  private mutating func privateSequence(
    _ final: UInt8, _ marker: UInt8, _ parameters: SequenceParameters, _ output: inout [TerminalInput]
  ) {
    switch (marker, final) {
    case (UInt8(ascii: "<"), UInt8(ascii: "M")), (UInt8(ascii: "<"), UInt8(ascii: "m")):
      if let event = mouse.event(parameters, pressed: final == UInt8(ascii: "M")) {
        output.append(.event(event))
      }
    case (UInt8(ascii: "?"), UInt8(ascii: "u")):
      if let flags = parameters[0] { output.append(.kittyFlags(flags)) }
    case (UInt8(ascii: "?"), UInt8(ascii: "y")) where parameters.intermediate == UInt8(ascii: "$"):
      if let mode = parameters[0], let value = parameters[1] { output.append(.privateMode(mode, value)) }
    case (UInt8(ascii: "?"), UInt8(ascii: "c")): output.append(.deviceAttributes)
    default: break
    }
  }
}
