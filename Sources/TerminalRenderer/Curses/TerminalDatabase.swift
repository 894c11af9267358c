import CNcurses
import Glibc

/// Queries the terminal database (terminfo) for the current terminal. Valid while a `CursesScreen` exists.
enum TerminalDatabase {
  /// Checks that the database has a usable entry of this name. Can be called without a screen.
  static func check(_ name: String) throws(TerminalError) {
    var status: Int32 = 0
    let found = unsafe name.withCString { unsafe setupterm($0, STDOUT_FILENO, &status) }
    if found == ERR {
      // 0 also stands for a generic entry ("unknown"), which has no cursor movement either.
      if status == -1 { throw .databaseMissing(name) }
      throw status == 1 ? .termTooSimple(name) : .termUnknown(name)
    }
    let canMove = string("cup") != nil
    unsafe del_curterm(hotloop_current_terminal())
    if !canMove { throw .termTooSimple(name) }
  }

  /// A string capability by its terminfo name; nil if the terminal lacks it.
  static func string(_ name: String) -> String? {
    unsafe name.withCString { key in
      let value = unsafe tigetstr(UnsafeMutablePointer(mutating: key))
      // -1 means "not a string capability", NULL "absent".
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
