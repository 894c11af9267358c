import Glibc

/// Runs a program until it exits.
///
/// Foundation's Process would also wait for its descendants, such as a tmux server.
enum ChildProcess {
  struct SpawnFailure: Error { var status: Int32 }

  static func run(_ arguments: [String]) throws -> (status: Int32, output: [UInt8]) {
    var ends: [Int32] = [-1, -1]
    // A pair of sockets, which is close-on-exec from the start: otherwise a tmux server that another test starts at the same
    // time would keep an end open, and the output would not end.
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
    unsafe socketpair(AF_UNIX, Int32(kind), 0, &ends)
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    // The threads that run tests block signals, and a child inherits that: tmux would not notice the end of its panes,
    // and the processes in them would survive it.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    var noSignals = sigset_t()
    unsafe sigemptyset(&noSignals)
    unsafe posix_spawnattr_setsigmask(&attributes, &noSignals)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var list = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var child = pid_t()
    let status = unsafe posix_spawnp(&child, arguments[0], &actions, &attributes, &list, environ)
    for index in arguments.indices { unsafe free(list[index]) }
    unsafe posix_spawn_file_actions_destroy(&actions)
    unsafe posix_spawnattr_destroy(&attributes)
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { throw SpawnFailure(status: status) }
    let output = readAll(ends[0])
    var code: Int32 = 0
    while unsafe waitpid(child, &code, 0) < 0, errno == EINTR {}
    return (code, output)
  }

  static func readAll(_ descriptor: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count > 0 {
        output.append(contentsOf: buffer[..<count])
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    return output
  }
}
