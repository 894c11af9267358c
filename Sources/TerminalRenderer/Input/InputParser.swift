import Engine

/// Bytes and time in, events out. A value without threads, files or clocks.
///
/// Whatever comes, in pieces of whatever size, it neither stops nor grows: a sequence that is too long is skipped,
/// one that never ends is given up after a while, and memory stays below `PasteBuffer.most` and a bit.
struct InputParser {
  /// A lone ESC is the escape key if nothing follows for this long (ns).
  static let escapeDelay: UInt64 = 25_000_000
  /// How long the rest of a sequence that has begun is waited for; it may come over a slow network.
  static let sequenceDelay: UInt64 = 100_000_000
  static let stringDelay: UInt64 = 500_000_000
  static let pasteDelay: UInt64 = 2_000_000_000
  /// No sequence that we know is longer.
  static let longestSequence = 256
  static let longestString = 65_536

  private enum State: Equatable {
    case ground, escape
    case csi, csiTooLong, linuxFunctionKey, x10Mouse
    case ss3
    /// OSC, DCS, APC, PM, SOS: swallowed. The associated byte is what followed ESC.
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

  /// When `expire` must be called if no byte comes before; nil while nothing waits.
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

  /// Decides what has waited too long. Called when `deadline` has passed and no byte is there to be read.
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

  /// After a pause in which someone else read the keyboard.
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
    case .string(let introducer): inString(byte, introducer)
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
      // C1 controls are no characters that a key types.
      if value.value < 0xA0 { alt = false } else { press(Key(.character(value)), &output) }
    case .invalid:
      // The byte may begin something good.
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

  /// Whether the byte can be part of a control sequence. If not, the sequence is dropped and the byte counts anew.
  private mutating func continues(_ byte: UInt8, _ output: inout [TerminalInput]) -> Bool {
    if (0x20...0x7E).contains(byte) { return true }
    state = .ground
    // CAN and SUB end a sequence and are nothing else.
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
    } else if sequence.count < InputParser.longestSequence {
      sequence.append(byte)
    } else {
      sequence.removeAll(keepingCapacity: true)
      state = .csiTooLong
    }
  }

  /// rxvt ends shifted keys with `$`, which elsewhere stands before the final byte (`CSI ? 2026 ; 2 $ y`).
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

  /// The old mouse report, three bytes after `CSI M`: we never ask for it, so it is only skipped.
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

  private mutating func inString(_ byte: UInt8, _ introducer: UInt8) {
    skipped += 1
    if byte == 0x1B {
      state = .stringEscape(introducer)
    } else if byte == 0x07 || byte == 0x18 || byte == 0x1A || skipped > InputParser.longestString {
      state = .ground
    }
  }

  private mutating func afterStringEscape(_ byte: UInt8, _ introducer: UInt8, _ output: inout [TerminalInput])
  {
    state = .ground
    // ESC \ ends the string; any other ESC ends it too, and begins something new.
    if byte != UInt8(ascii: "\\") { afterEscape(byte, &output) }
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
