import CGameABI
import WorldState

/// The encoding of ticks:
///
///     u8   bits: 1 held, 2 pressed, 4 released, 8 mouse, 16 buttons, 32 dt, 64 messages: what follows, in this order
///     u64  actions that are held, if others than in the tick before
///     u64  pressed; u64 released; if not zero
///     i16, i16  the mouse's cell; u32 its buttons; if others than in the tick before
///     f64  dt in seconds, if another than in the tick before
///     u32 n, n runs of messages of services, if there are any: text service, u64 layout, u32 bytes of a message, u32 bytes
///          of all, which follow
///     u32  the hash of the world before the tick
///
/// Before the first tick of a block everything is zero.
enum TickCoder {
  private struct Parts: OptionSet {
    let rawValue: UInt8
    static let held = Parts(rawValue: 1)
    static let pressed = Parts(rawValue: 2)
    static let released = Parts(rawValue: 4)
    static let mouse = Parts(rawValue: 8)
    static let buttons = Parts(rawValue: 16)
    static let dt = Parts(rawValue: 32)
    static let messages = Parts(rawValue: 64)
    static let all = Parts(rawValue: 127)
  }

  private static let zero = RecordedTick(input: InputSample(), dt: 0, worldHash: 0)

  static func append(_ ticks: [RecordedTick], to bytes: inout [UInt8]) {
    var last = zero
    for tick in ticks {
      let (input, old) = (tick.input, last.input)
      var parts: Parts = []
      if input.held != old.held { parts.insert(.held) }
      if input.pressed != 0 { parts.insert(.pressed) }
      if input.released != 0 { parts.insert(.released) }
      if input.mouse_column != old.mouse_column || input.mouse_row != old.mouse_row { parts.insert(.mouse) }
      if input.mouse_buttons != old.mouse_buttons { parts.insert(.buttons) }
      if tick.dt.bitPattern != last.dt.bitPattern { parts.insert(.dt) }
      if !tick.messages.isEmpty { parts.insert(.messages) }
      bytes.append(parts.rawValue)
      if parts.contains(.held) { bytes.append(integer: input.held) }
      if parts.contains(.pressed) { bytes.append(integer: input.pressed) }
      if parts.contains(.released) { bytes.append(integer: input.released) }
      if parts.contains(.mouse) {
        bytes.append(integer: input.mouse_column)
        bytes.append(integer: input.mouse_row)
      }
      if parts.contains(.buttons) { bytes.append(integer: input.mouse_buttons) }
      if parts.contains(.dt) { bytes.append(integer: tick.dt.bitPattern) }
      if parts.contains(.messages) { append(tick.messages, to: &bytes) }
      bytes.append(integer: tick.worldHash)
      last = tick
    }
  }

  static func read(_ count: Int, from reader: inout BlockReader) throws(MalformedBlock) -> [RecordedTick] {
    var ticks: [RecordedTick] = []
    var tick = zero
    for _ in 0..<count {
      let parts = Parts(rawValue: try reader.byte())
      guard parts.isSubset(of: .all) else { throw reader.malformed("a tick of an unknown kind") }
      if parts.contains(.held) { tick.input.held = try reader.integer() }
      tick.input.pressed = parts.contains(.pressed) ? try reader.integer() : 0
      tick.input.released = parts.contains(.released) ? try reader.integer() : 0
      if parts.contains(.mouse) {
        tick.input.mouse_column = try reader.integer()
        tick.input.mouse_row = try reader.integer()
      }
      if parts.contains(.buttons) { tick.input.mouse_buttons = try reader.integer() }
      if parts.contains(.dt) { tick.dt = Double(bitPattern: try reader.integer()) }
      tick.messages = parts.contains(.messages) ? try messages(from: &reader) : TickMessages()
      tick.worldHash = try reader.integer()
      ticks.append(tick)
    }
    return ticks
  }

  private static func append(_ messages: TickMessages, to bytes: inout [UInt8]) {
    bytes.append(integer: UInt32(messages.runs.count))
    for run in messages.runs {
      bytes.append(text: run.service)
      bytes.append(integer: run.layout)
      bytes.append(integer: UInt32(run.size))
      bytes.append(integer: UInt32(run.bytes.count))
      bytes += run.bytes
    }
  }

  private static func messages(from reader: inout BlockReader) throws(MalformedBlock) -> TickMessages {
    var messages = TickMessages()
    for _ in 0..<(try reader.integer(UInt32.self)) {
      let (service, layout) = (try reader.text(), try reader.integer(UInt64.self))
      let (size, count) = (try Int(reader.integer(UInt32.self)), try Int(reader.integer(UInt32.self)))
      guard size > 0, count % size == 0 else { throw reader.malformed("messages of an impossible size") }
      messages.append(
        TickMessages.Run(service: service, layout: layout, size: size, bytes: Array(try reader.slice(count))))
    }
    return messages
  }
}
