import CNcurses
import Glibc

/// What the terminal database says of the current terminal. Good for asking while a `CursesScreen` exists.
enum TerminalDatabase {
  /// Looks the terminal up, telling apart why it cannot be used.
  static func check(_ name: String) throws(TerminalError) {
    var status: Int32 = 0
    let found = unsafe name.withCString { unsafe setupterm($0, STDOUT_FILENO, &status) }
    if found == ERR {
      // 0 is also what a generic entry ("unknown") gives; it cannot move the cursor either.
      if status == -1 { throw .databaseMissing(name) }
      throw status == 1 ? .termTooSimple(name) : .termUnknown(name)
    }
    let canMove = string("cup") != nil
    unsafe del_curterm(hotloop_current_terminal())
    if !canMove { throw .termTooSimple(name) }
  }

  /// A string capability by its terminfo name; nil where the terminal has none.
  static func string(_ name: String) -> String? {
    unsafe name.withCString { key in
      let value = unsafe tigetstr(UnsafeMutablePointer(mutating: key))
      // -1 stands for "not a string capability", NULL for "absent".
      guard let value = unsafe value, Int(bitPattern: value) != -1 else { return nil }
      return unsafe String(cString: value)
    }
  }

  static func number(_ name: String) -> Int? {
    let value = unsafe name.withCString { unsafe tigetnum(UnsafeMutablePointer(mutating: $0)) }
    return value < 0 ? nil : Int(value)
  }

  static func flag(_ name: String) -> Bool {
    unsafe name.withCString { unsafe tigetflag(UnsafeMutablePointer(mutating: $0)) } > 0
  }
}
