public import CGameABI

/// A button of the mouse.
public enum MouseButton: Int, CaseIterable, Sendable { case left, middle, right }

/// The position and the buttons of the mouse.
///
/// Terminals report a position while a button is down or, most of them, whenever it changes. A drag is a position that changes
/// while a button is ``down(_:)``.
public struct Mouse: Sendable {
  @usableFromInline let input: InputSample
  @inlinable init(input: InputSample) { self.input = input }

  /// The column of the cell under the mouse, from 0 at the left.
  @inlinable public var column: Int { Int(input.mouse_column) }
  /// The row of the cell under the mouse, from 0 at the top.
  @inlinable public var row: Int { Int(input.mouse_row) }

  /// Whether a button is down at the end of the interval before this tick.
  @inlinable public func down(_ button: MouseButton) -> Bool { has(button.rawValue) }

  /// Whether a button went down in the interval before this tick. A click that is shorter than a tick is not lost.
  @inlinable public func pressed(_ button: MouseButton) -> Bool { has(3 + button.rawValue) }

  /// Whether a button went up in the interval before this tick.
  @inlinable public func released(_ button: MouseButton) -> Bool {
    // The bits between belong to what is typed.
    has(button == .right ? 29 : 6 + button.rawValue)
  }

  /// Whether a button is down, or was pressed and released between two ticks.
  @inlinable public func active(_ button: MouseButton) -> Bool { down(button) || pressed(button) }

  /// Whether the left button is down.
  @inlinable public var left: Bool { down(.left) }
  /// Whether the middle button is down.
  @inlinable public var middle: Bool { down(.middle) }
  /// Whether the right button is down.
  @inlinable public var right: Bool { down(.right) }

  @inlinable func has(_ bit: Int) -> Bool { input.mouse_buttons >> UInt32(truncatingIfNeeded: bit) & 1 != 0 }
}
