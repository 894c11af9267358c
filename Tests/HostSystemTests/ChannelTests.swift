import Foundation
import Glibc
import HostSystem
import Testing

@Suite struct ChannelTests {
  private func channels(maxLineLength: Int = .max) throws -> (LineChannel, LineChannel) {
    let pair = try SocketPair()
    return (
      LineChannel(owning: dup(pair.ours.number), maxLineLength: maxLineLength),
      LineChannel(owning: dup(pair.theirs.number))
    )
  }

  @Test("Lines arrive one by one, in order, even if they were sent before the first receive")
  func order() throws {
    let (here, there) = try channels()
    for text in ["one", "", "three"] { #expect(there.send(text)) }
    for text in ["one", "", "three"] { #expect(here.receive() == .line(Array(text.utf8))) }
    #expect(here.receive(timeout: .zero) == .timeout)
  }

  @Test("A line that was sent in pieces arrives whole, and its first half is no line")
  func pieces() throws {
    let pair = try SocketPair()
    let channel = LineChannel(owning: dup(pair.ours.number))
    _ = unsafe write(pair.theirs.number, "hal", 3)
    #expect(channel.receive(timeout: .milliseconds(5)) == .timeout)
    _ = unsafe write(pair.theirs.number, "f\nnext", 6)
    #expect(channel.receive(timeout: .seconds(60)) == .line(Array("half".utf8)))
    #expect(channel.receive(timeout: .milliseconds(5)) == .timeout)
  }

  @Test("A long line is sent while the other side reads it")
  func longLine() throws {
    let (here, there) = try channels()
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
    let sender = try HostThread("hotloop.test") { #expect(there.send(line)) }
    #expect(here.receive(timeout: .seconds(60)) == .line(line))
    #expect(sender.join(timeout: .seconds(60)))
  }

  @Test("The lines sent before the other side closed arrive, then the end")
  func end() throws {
    let (here, there) = try channels()
    #expect(there.send("last"))
    there.shutDown()
    #expect(here.receive() == .line(Array("last".utf8)))
    #expect(here.receive() == .end)
    #expect(here.receive(timeout: .seconds(1)) == .end)
    #expect(!here.exceedsLimit)
  }

  @Test("What is behind the last newline when the other side closes is there once, and is no line")
  func unfinished() throws {
    for limit in [Int.max, 8] {
      let (here, there) = try channels(maxLineLength: limit)
      #expect(there.send("one"))
      let rest = Array("half of it".utf8)
      _ = unsafe rest.withUnsafeBytes { unsafe write(there.descriptor, $0.baseAddress, $0.count) }
      there.shutDown()
      #expect(here.receive() == .line(Array("one".utf8)) && here.receive() == .end)
      #expect(here.takeUnfinished() == (limit == 8 ? nil : rest))
      #expect(here.receive() == .end && here.takeUnfinished() == nil)
    }
  }

  @Test("Sending to a closed socket reports it, without a signal")
  func sendToNobody() throws {
    let (here, there) = try channels()
    there.shutDown()
    #expect(!here.send("hello"))
  }

  @Test("A line longer than the limit ends the stream")
  func limit() throws {
    let (here, there) = try channels(maxLineLength: 100)
    #expect(there.send([UInt8](repeating: 65, count: 50)))
    #expect(there.send([UInt8](repeating: 65, count: 200)))
    #expect(here.receive() == .line([UInt8](repeating: 65, count: 50)))
    // The rest may arrive in several reads, or whole.
    if case .line = here.receive() { return }
    #expect(here.exceedsLimit)
  }

  @Test("shutDown ends a receive on another thread")
  func shutDownEndsReceive() throws {
    let (here, there) = try channels()
    let thread = try HostThread("hotloop.test") { #expect(here.receive() == .end) }
    #expect(!thread.join(timeout: .milliseconds(10)))
    here.shutDown()
    #expect(thread.join(timeout: .seconds(60)))
    _ = there
  }

  @Test("A pipe is closed with its owner, and its reader sees the end")
  func pipeEnd() throws {
    let pipe = try HostPipe()
    let reading = pipe.reading
    do {
      let writing = pipe.writing
      _ = unsafe write(writing.number, "x", 1)
      #expect(fcntl(writing.number, F_GETFD) & FD_CLOEXEC != 0)
    }
    var bytes = [UInt8](repeating: 0, count: 2)
    #expect(unsafe read(reading.number, &bytes, 2) == 1)
    #expect(unsafe read(reading.number, &bytes, 2) == 0)
  }

  @Test("A wake pipe ends a wait, keeps its bytes until they are drained, and never blocks")
  func wakePipe() throws {
    let pipe = try WakePipe()
    #expect(!pipe.wait(timeout: .zero))
    for byte in [1, 2, 3] as [UInt8] { pipe.signal(byte) }
    #expect(pipe.wait(timeout: .seconds(60)))
    #expect(pipe.drain() == [1, 2, 3])
    #expect(pipe.drain() == [])
    for _ in 0..<100_000 { pipe.signal() }
    #expect(pipe.wait())
    while !pipe.drain().isEmpty {}
    #expect(!pipe.wait(timeout: .zero))
  }

  @Test("waitUntilClosed leaves data unread and returns when the other end is closed")
  func waitsForClose() throws {
    let (here, there) = try channels()
    #expect(there.send("unread"))
    let thread = try HostThread("hotloop.test") { waitUntilClosed(here.descriptor) }
    #expect(!thread.join(timeout: .milliseconds(10)))
    there.shutDown()
    #expect(thread.join(timeout: .seconds(60)))
    #expect(here.receive() == .line(Array("unread".utf8)))
  }

  @Test("Clients connect to a socket in a folder whose path is longer than sockaddr_un allows")
  func unixSocket() throws {
    let folder = TemporaryFolder()
    let long = folder.path + "/" + String(repeating: "long", count: 40)
    try DiskFile.makeFolder(long)
    let path = long + "/control.sock"
    let listener = try UnixSocket.listen(path: path)
    let client = try UnixSocket.connect(path: path)
    guard let server = listener.accept() else {
      Issue.record("no client")
      return
    }
    #expect(client.send("hello"))
    #expect(server.receive(timeout: .seconds(60)) == .line(Array("hello".utf8)))
    #expect(throws: SocketError.self) { _ = try UnixSocket.listen(path: path) }
  }

  @Test("The end of a process that has the socket and ends is waited for")
  func endingSocket() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/control.sock"
    let isListening = Latch()
    let thread = try HostThread("hotloop.test") {
      guard let listener = try? UnixSocket.listen(path: path) else { return }
      isListening.open()
      // Both are closed by the end of this thread.
      _ = listener.accept()
    }
    #expect(isListening.wait(timeout: .seconds(60)))
    try UnixSocket.requireUnused(path: path)
    #expect(thread.join(timeout: .seconds(60)))
  }

  @Test("A process that has ended all but its last threads does not hold its socket for long")
  func endingListener() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/control.sock"
    // Its first thread has ended, as that of a killed process; another one keeps the socket until it was asked twice.
    let program = """
      import ctypes, os, socket, sys, threading
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(sys.argv[1])
      listener.listen()
      def last():
        clients = [listener.accept(), listener.accept()]
        os._exit(0)
      threading.Thread(target=last).start()
      ctypes.CDLL(None).syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)  # exit(2) of this thread alone
      """
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    child.arguments = ["python3", "-c", program, path]
    try child.run()
    defer { child.waitUntilExit() }
    while stateOfProcess(child.processIdentifier) != "Z" { poll(nil, 0, 20) }
    try UnixSocket.requireUnused(path: path)
  }

  @Test("The socket file of a process that died is replaced, and shutDown ends accept")
  func staleSocket() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/control.sock"
    _ = try UnixSocket.listen(path: path)
    #expect(DiskFile.exists(path))
    let listener = try UnixSocket.listen(path: path)
    UnixSocket.shutDown(listener.descriptor)
    #expect(listener.accept() == nil)
  }
}
