/// Why a file must not be loaded as a game.
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(path: String)
  case notELF(path: String)
  case otherClass(path: String)
  case otherByteOrder(path: String)
  case otherMachine(path: String, machine: UInt16)
  case notSharedLibrary(path: String, type: UInt16)
  /// A table or a segment extends beyond the end of the file. `part` names it.
  case truncated(path: String, part: String)
  case malformed(path: String, part: String)
  case noEntrySymbol(path: String, symbol: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      return "\(path): cannot be read (\(reason)); save again to rebuild it"
    case .empty(let path): return "\(path): is empty; save again to rebuild it"
    case .notELF(let path): return "\(path): is not an ELF file; build it again with hotloop"
    case .otherClass(let path): return "\(path): is made for 32-bit machines; build it again on this machine"
    case .otherByteOrder(let path):
      return "\(path): is made for machines of the other byte order; build it again on this machine"
    case .otherMachine(let path, let machine):
      return "\(path): is made for another machine (ELF machine \(machine), "
        + "here \(ImageFile.thisMachine)); build it again on this machine"
    case .notSharedLibrary(let path, let type):
      return "\(path): is not a shared library (ELF type \(type), not 3); build it again with hotloop"
    case .truncated(let path, let part):
      return "\(path): is truncated: its \(part) extends beyond the end of the file; save again to rebuild it"
    case .malformed(let path, let part):
      return "\(path): is damaged (\(part)); save again to rebuild it"
    case .noEntrySymbol(let path, let symbol):
      return "\(path): does not export \(symbol); the game needs one public function marked @c(\(symbol))"
    }
  }
}
