import Engine

/// Parses the bytes that a terminal sends into events. A pure value: time is an argument.
///
/// It handles any bytes, split anywhere. A sequence that is too long is skipped, and one that does not end times out. Memory
/// is limited to `PasteBuffer.maxBytes` plus a constant.
struct InputParser {
  /// If no byte follows an ESC for this time (ns), it is the escape key.
  static let escapeDelay: UInt64 = 25_000_000
  /// Timeouts for the rest of a sequence (ns). They allow for a slow network.
  static let sequenceDelay: UInt64 = 100_000_000
  static let stringDelay: UInt64 = 500_000_000
  static let pasteDelay: UInt64 = 2_000_000_000
  /// In bytes. All known sequences are shorter.
  static let maxSequenceLength = 256
  static let maxStringLength = 65_536

  private enum State: Equatable {
    case ground, escape
    case csi, csiTooLong, linuxFunctionKey, x10Mouse
    case ss3
    /// OSC, DCS, APC, PM, SOS: skipped, but for a DCS with the terminal's version. The associated byte is the one after ESC.
    case string(UInt8)
    case stringEscape(UInt8)
    case utf8
    case paste
  }

  private let erase: UInt8
  private var state = State.ground
  private var lastByteTime: UInt64 = 0
  private var sequence: [UInt8] = []
  private var skipped = 0
  private var alt = false
  private var scalar = UTF8Decoder()
  private var paste = PasteBuffer()
  private var controls = ControlSequences()

  /// - Parameter erase: the byte of the backspace key (VERASE).
  init(erase: UInt8 = 0x7F) { self.erase = erase }

  /// When to call `expire` if no byte arrives before (ns); nil if no sequence is incomplete.
  var deadline: UInt64? {
    switch state {
    case .ground: nil
    case .escape: lastByteTime + InputParser.escapeDelay
    case .csi, .csiTooLong, .linuxFunctionKey, .x10Mouse, .ss3, .utf8:
      lastByteTime + InputParser.sequenceDelay
    case .string, .stringEscape: lastByteTime + InputParser.stringDelay
    case .paste: lastByteTime + InputParser.pasteDelay
    }
  }

  mutating func feed(_ bytes: some Sequence<UInt8>, at now: UInt64) -> [TerminalInput] {
    var output: [TerminalInput] = []
    lastByteTime = now
    for byte in bytes { accept(byte, &output) }
    return output
  }

  /// Ends an incomplete sequence. Call it when `deadline` has passed and no byte can be read.
  mutating func expire(at now: UInt64) -> [TerminalInput] {
    guard let deadline, now >= deadline else { return [] }
    var output: [TerminalInput] = []
    switch state {
    case .escape: press(Key(.escape), &output)
    case .csi where sequence.isEmpty: press(Key(.character("["), .alt), &output)
    case .ss3 where sequence.isEmpty: press(Key(.character("O"), .alt), &output)
    case .string(let introducer) where skipped == 0:
      press(Key(.character(Unicode.Scalar(introducer)), .alt), &output)
    case .paste: output.append(.event(.paste(paste.text)))
    default: break
    }
    toGround()
    return output
  }

  /// Forgets all state, after a time in which another process has read the keyboard.
  mutating func restart() {
    toGround()
    controls = ControlSequences()
  }

  private mutating func toGround() {
    state = .ground
    sequence.removeAll(keepingCapacity: true)
    paste = PasteBuffer()
    skipped = 0
    alt = false
    scalar = UTF8Decoder()
  }

  private mutating func accept(_ byte: UInt8, _ output: inout [TerminalInput]) {
    switch state {
    case .ground: ground(byte, &output)
    case .escape: afterEscape(byte, &output)
    case .csi: inControlSequence(byte, &output)
    case .csiTooLong: if continues(byte, &output), byte >= 0x40 { state = .ground }
    case .linuxFunctionKey: linuxFunctionKey(byte, &output)
    case .x10Mouse: x10Mouse(byte, &output)
    case .ss3: singleShift(byte, &output)
    case .string(let introducer): inString(byte, introducer, &output)
    case .stringEscape(let introducer): afterStringEscape(byte, introducer, &output)
    case .utf8: continueScalar(byte, &output)
    case .paste: inPaste(byte, &output)
    }
  }

  private mutating func ground(_ byte: UInt8, _ output: inout [TerminalInput]) {
    if byte == 0x1B, !alt {
      state = .escape
    } else if byte < 0x20 || byte == 0x7F {
      press(KeySequences.controlKey(byte, erase: erase), &output)
    } else if byte < 0x80 {
      press(Key(.character(Unicode.Scalar(byte))), &output)
    } else if scalar.begin(byte) {
      state = .utf8
    } else {
      alt = false
    }
  }

  private mutating func continueScalar(_ byte: UInt8, _ output: inout [TerminalInput]) {
    switch scalar.accept(byte) {
    case .more: return
    case .scalar(let value):
      state = .ground
      // No key types C1 controls.
      if value.value < 0xA0 { alt = false } else { press(Key(.character(value)), &output) }
    case .invalid:
      // The byte may begin a valid character.
      state = .ground
      alt = false
      ground(byte, &output)
    }
  }

  private mutating func afterEscape(_ byte: UInt8, _ output: inout [TerminalInput]) {
    sequence.removeAll(keepingCapacity: true)
    skipped = 0
    switch byte {
    case UInt8(ascii: "["): state = .csi
    case UInt8(ascii: "O"): state = .ss3
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      state = .string(byte)
    case 0x1B: press(Key(.escape), &output)
    default:
      state = .ground
      alt = true
      ground(byte, &output)
    }
  }

  /// Whether the byte can be part of a control sequence. If not, drops the sequence and parses the byte by itself.
  private mutating func continues(_ byte: UInt8, _ output: inout [TerminalInput]) -> Bool {
    if (0x20...0x7E).contains(byte) { return true }
    state = .ground
    // CAN and SUB only end the sequence.
    if byte != 0x18, byte != 0x1A { ground(byte, &output) }
    return false
  }

  private mutating func inControlSequence(_ byte: UInt8, _ output: inout [TerminalInput]) {
    guard continues(byte, &output) else { return }
    if sequence.isEmpty, byte == UInt8(ascii: "[") {
      state = .linuxFunctionKey
    } else if sequence.isEmpty, byte == UInt8(ascii: "M") {
      state = .x10Mouse
    } else if (0x40...0x7E).contains(byte) || isRxvtShift(byte) {
      let parameters = SequenceParameters(sequence)
      let beginsPaste = byte == UInt8(ascii: "~") && parameters[0] == 200 && parameters.marker == nil
      state = beginsPaste ? .paste : .ground
      sequence.removeAll(keepingCapacity: true)
      output.append(contentsOf: controls.inputs(final: byte, parameters))
    } else if sequence.count < InputParser.maxSequenceLength {
      sequence.append(byte)
    } else {
      sequence.removeAll(keepingCapacity: true)
      state = .csiTooLong
    }
  }

  /// rxvt ends shifted keys with `$`, which in other sequences precedes the final byte (`CSI ? 2026 ; 2 $ y`).
  private func isRxvtShift(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "$") && !sequence.isEmpty
      && sequence.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private mutating func linuxFunctionKey(_ byte: UInt8, _ output: inout [TerminalInput]) {
    guard continues(byte, &output) else { return }
    state = .ground
    if (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(byte) {
      press(Key(.function(Int(byte - UInt8(ascii: "A")) + 1)), &output)
    }
  }

  /// The old mouse report, `CSI M` and three bytes. We never enable it, so it is skipped.
  private mutating func x10Mouse(_ byte: UInt8, _ output: inout [TerminalInput]) {
    guard byte >= 0x20 else {
      state = .ground
      ground(byte, &output)
      return
    }
    skipped += 1
    if skipped == 3 { state = .ground }
  }

  private mutating func singleShift(_ byte: UInt8, _ output: inout [TerminalInput]) {
    guard continues(byte, &output) else { return }
    if byte < 0x3C, byte != 0x20 {
      if sequence.count < 8 { sequence.append(byte) }
      return
    }
    state = .ground
    let parameters = SequenceParameters(sequence)
    sequence.removeAll(keepingCapacity: true)
    let modifiers = KeySequences.modifiers(parameters[parameters.count - 1])
    if let code = KeySequences.cursorKey(byte) ?? KeySequences.keypadKey(byte) {
      press(Key(code, modifiers), &output)
    } else if let code = KeySequences.rxvtCursorKey(byte) {
      press(Key(code, .control), &output)
    }
  }

  private mutating func inString(_ byte: UInt8, _ introducer: UInt8, _ output: inout [TerminalInput]) {
    skipped += 1
    if byte == 0x1B {
      state = .stringEscape(introducer)
    } else if byte == 0x07 || byte == 0x18 || byte == 0x1A || skipped > InputParser.maxStringLength {
      if byte == 0x07 { endString(introducer, &output) }
      state = .ground
    } else if sequence.count < InputParser.maxSequenceLength {
      sequence.append(byte)
    }
  }

  private mutating func afterStringEscape(_ byte: UInt8, _ introducer: UInt8, _ output: inout [TerminalInput])
  {
    state = .ground
    // ESC \ ends the string. Any other ESC ends it too and begins a new sequence.
    if byte == UInt8(ascii: "\\") { endString(introducer, &output) } else { afterEscape(byte, &output) }
  }

  private func endString(_ introducer: UInt8, _ output: inout [TerminalInput]) {
    if introducer == UInt8(ascii: "P"), sequence.starts(with: ">|".utf8) {
      output.append(.version(String(decoding: sequence.dropFirst(2), as: UTF8.self)))
    }
  }

  private mutating func inPaste(_ byte: UInt8, _ output: inout [TerminalInput]) {
    guard paste.accept(byte) else { return }
    output.append(.event(.paste(paste.text)))
    toGround()
  }

  private mutating func press(_ key: Key, _ output: inout [TerminalInput]) {
    var key = key
    if alt { key.modifiers.insert(.alt) }
    alt = false
    output.append(.event(.key(key, .press)))
  }
}
