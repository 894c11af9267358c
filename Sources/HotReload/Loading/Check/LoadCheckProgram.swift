import CGameABI
import Engine
import Glibc

/// The process that loads an image first, so that the host need not die of it. See ``LoadCheck``.
public enum LoadCheckProgram {
  /// What it writes after each stage it survived.
  static let constructorsRan = UInt8(ascii: "c")
  static let entryReturned = UInt8(ascii: "e")
  /// The dynamic loader refused the image, or it has no entry: the host will see the same, and tells it better.
  static let refused = UInt8(ascii: "r")

  /// Waits for a path on standard input, loads the image there and calls its entry. The answers go to standard
  /// input too, which is one end of a socket: standard output is the game's.
  public static func run() -> Never {
    // Its death is an answer; nobody wants its memory in a file.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    guard let path = readLine(strippingNewline: true) else { _exit(0) }
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else { answer(refused) }
    write(constructorsRan)
    guard let symbol = unsafe dlsym(handle, HOTLOOP_ENTRY_SYMBOL) else { answer(refused) }
    let services = HostServices(assets: AssetStore()) { _, _ in }
    let entry = unsafe unsafeBitCast(symbol, to: GameImage.Entry.self)
    _ = unsafe entry(services.hostTable)
    answer(entryReturned)
  }

  private static func answer(_ byte: UInt8) -> Never {
    write(byte)
    // Without what the image wants to do at the end.
    _exit(0)
  }

  private static func write(_ byte: UInt8) {
    _ = unsafe Glibc.write(STDIN_FILENO, [byte], 1)
  }
}
