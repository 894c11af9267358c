import Foundation
import HostSystem
import Synchronization
import Testing
import Waiting

@testable import GameBuilder

#if canImport(Glibc)
  import Glibc
#endif

/// The bursts of a watcher, and waits for them.
final class BurstLog: Sendable {
  private let bursts = Mutex<[SourceBurst]>([])

  func add(_ burst: SourceBurst) { bursts.withLock { $0.append(burst) } }
  var all: [SourceBurst] { bursts.withLock { $0 } }

  /// Waits until `condition` is true of all bursts. Nil if it never was.
  func wait(until condition: ([SourceBurst]) -> Bool) async -> [SourceBurst]? {
    var now: [SourceBurst] = []
    return await eventually {
      now = all
      return condition(now)
    } ? now : nil
  }
}

/// The real kernel, and files saved in every way that editors use.
@Suite struct WatchTests {
  private let root: String
  private let log = BurstLog()
  private let watcher: SourceWatcher

  init() throws {
    root = try GameFixture.temporaryFolder()
    for folder in ["Game/World/include", "Game/Deep/Er", "assets/levels", "Other"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    // By another process: a child that a concurrent test forks would inherit a file that is open for writing here, and its
    // close would be reported later, as one more save.
    try WatchTests.shell(
      """
      for file in Game/a.swift Game/Deep/Er/b.swift Game/World/include/world.h assets/keys.yaml Package.swift
      do echo 1 > $file; done
      """, in: root)
    let log = log
    watcher = try SourceWatcher(
      trees: WatchedTrees(
        sources: [root + "/Game", root + "/Game/World"], assets: root + "/assets", root: root),
      WatchHandlers(onBurst: { log.add($0) }))
  }

  private func finish() {
    watcher.stop()
    try? FileManager.default.removeItem(atPath: root)
  }

  private func shell(_ script: String) throws { try WatchTests.shell(script, in: root) }

  private static func shell(_ script: String, in root: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-e", "-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  /// Runs a script, and returns everything that is reported until a final save.
  private func reported(_ script: String) async throws -> Set<String> {
    try shell(script)
    try shell("echo end > Game/zz_end.swift")
    let bursts = await log.wait { bursts in
      bursts.contains { $0.sources.contains(root + "/Game/zz_end.swift") }
    }
    let all = try #require(bursts).flatMap { $0.sources + $0.assets + $0.manifests }
    return Set(all.map { String($0.dropFirst(root.count + 1)) }).subtracting(["Game/zz_end.swift"])
  }

  @Test(arguments: [
    ("in place", "echo 2 > Game/a.swift"),
    ("appending", "echo 2 >> Game/a.swift"),
    ("temporary and rename", "echo 2 > Game/.a.swift.tmp; mv Game/.a.swift.tmp Game/a.swift"),
    ("temporary elsewhere and rename", "echo 2 > Other/x; mv Other/x Game/a.swift"),
    ("backup and rename", "mv Game/a.swift Game/a.swift~; echo 2 > Game/a.swift; rm Game/a.swift~"),
    ("sed -i", "sed -i s/1/2/ Game/a.swift"),
    ("copy", "echo 2 > Other/x; cp Other/x Game/a.swift"),
    ("hard link", "rm Game/a.swift; echo 2 > Other/x; ln Other/x Game/a.swift"),
    (
      "emacs",
      "ln -s me@host Game/.#a.swift; echo 2 > Game/#a.swift#; cp Game/a.swift Game/a.swift~; echo 2 > Game/a.swift; rm Game/.#a.swift Game/#a.swift#"
    ),
    ("touch", "touch Game/a.swift"),
  ])
  func `Every way of saving reports the file and no other`(name: String, script: String) async throws {
    defer { finish() }
    let seen = try await reported(script)
    #expect(seen == ["Game/a.swift"])
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/vim")),
    arguments: ["no", "yes", "auto"])
  func `A save of vim is reported`(backupcopy: String) async throws {
    defer { finish() }
    let script =
      "vim -es -u NONE -c 'set backup writebackup backupcopy=\(backupcopy)' -c '%s/1/2/' -c wq Game/a.swift"
    let seen = try await reported(script)
    #expect(seen == ["Game/a.swift"])
    #expect(try String(contentsOfFile: root + "/Game/a.swift", encoding: .utf8) == "2\n")
  }

  @Test func `A checkout of many files reports all of them in few bursts`() async throws {
    defer { finish() }
    try shell(
      """
      git init -q -b main; git config user.email a@b; git config user.name n
      for i in $(seq 60); do echo one > Game/Deep/f$i.swift; done
      git add Game; git commit -qm one
      git checkout -qb two; for i in $(seq 60); do echo two > Game/Deep/f$i.swift; done; rm Game/Deep/f7.swift
      git commit -qam two
      """)
    _ = await log.wait { bursts in bursts.contains { $0.sources.contains(root + "/Game/Deep/f60.swift") } }
    let names = try await reported("git checkout -q main")
    #expect(names.isSuperset(of: (1...60).map { "Game/Deep/f\($0).swift" }))
  }

  @Test func `The files of a folder that is made or moved in are reported`() async throws {
    defer { finish() }
    let names = try await reported(
      """
      mkdir -p Game/New/Sub; echo 1 > Game/New/Sub/c.swift
      mkdir -p Other/Kit; echo 1 > Other/Kit/d.swift; mv Other/Kit Game/Kit
      """)
    #expect(names == ["Game/New/Sub/c.swift", "Game/Kit/d.swift"])
    try shell("echo 2 > Game/Kit/d.swift; echo 2 > Game/New/Sub/e.swift")
    let later = await log.wait { bursts in
      let last = bursts.suffix(2).flatMap(\.sources)
      return last.contains(root + "/Game/Kit/d.swift") && last.contains(root + "/Game/New/Sub/e.swift")
    }
    #expect(later != nil, "the new folders are watched")
  }

  @Test func `The files of a folder that is deleted or moved out are reported`() async throws {
    defer { finish() }
    #expect(try await reported("rm -r Game/Deep") == ["Game/Deep/Er/b.swift"])
    try shell("mv Game/World/include Game/World/inc")
    let moved = await log.wait { bursts in
      let all = bursts.flatMap(\.sources)
      return all.contains(root + "/Game/World/include/world.h")
        && all.contains(root + "/Game/World/inc/world.h")
    }
    #expect(moved != nil)
  }

  @Test(arguments: [("e\u{301}", "\u{E9}"), ("\u{E9}", "e\u{301}"), ("A\u{30A}", "\u{212B}")])
  func `Of two folders that Unicode takes for one, the one that stays is watched`(
    first: String, second: String
  ) async throws {
    defer { finish() }
    func expectReport(of file: String, _ script: String) async throws {
      func count(_ bursts: [SourceBurst]) -> Int {
        bursts.flatMap(\.sources).count { $0 == "\(root)/Game/\(file)" }
      }
      let before = count(log.all)
      try shell(script)
      _ = try #require(await log.wait { count($0) > before }, "\(file)")
    }
    try shell("mkdir 'Game/\(first)'")
    try await expectReport(of: "\(first)/x.swift", "echo 1 > 'Game/\(first)/x.swift'")
    try shell("mkdir 'Game/\(second)'")
    try await expectReport(of: "Other/y.swift", "mv 'Game/\(second)' Game/Other; echo 1 > Game/Other/y.swift")
    try await expectReport(of: "\(first)/x.swift", "echo 2 > 'Game/\(first)/x.swift'")
    try await expectReport(of: "Other/y.swift", "echo 2 > Game/Other/y.swift")
  }

  @Test func `A tree may be deleted and made again`() async throws {
    defer { finish() }
    try shell("rm -r Game")
    #expect(await log.wait { $0.flatMap(\.sources).contains(root + "/Game/a.swift") } != nil)
    try shell("mkdir -p Game/Deep; echo 1 > Game/Deep/x.swift")
    #expect(await log.wait { $0.flatMap(\.sources).contains(root + "/Game/Deep/x.swift") } != nil)
    #expect(try await reported("echo 2 > Game/Deep/y.swift").contains("Game/Deep/y.swift"))
  }

  @Test func `Sources, assets and manifests are reported apart`() async throws {
    defer { finish() }
    try shell(
      "echo 2 > assets/keys.yaml; echo 2 > assets/levels/one.txt; echo 2 > Package.swift; echo 2 > README.md")
    let all = await log.wait { bursts in
      bursts.flatMap(\.assets).contains(root + "/assets/levels/one.txt")
        && bursts.flatMap(\.assets).contains(root + "/assets/keys.yaml")
        && bursts.flatMap(\.manifests).contains(root + "/Package.swift")
    }
    #expect(all?.flatMap(\.sources) == [])
    try shell("rm -r assets; mkdir assets; echo 3 > assets/new.yaml")
    #expect(await log.wait { $0.flatMap(\.assets).contains(root + "/assets/new.yaml") } != nil)
  }

  @Test func `Files that are no sources are not reported`() async throws {
    defer { finish() }
    let names = try await reported(
      """
      echo x > Game/4913; rm Game/4913; echo x > Game/.a.swift.swp; echo x > Game/a.swift~
      echo x > Game/notes.txt; mkdir Game/.git; echo x > Game/.git/c.swift; echo x > assets/.k.swp
      echo x > Other/o.swift; chmod 600 Game/a.swift; cat Game/a.swift
      """)
    #expect(names == [])
  }

  @Test func `A file that is made and removed within a burst is not reported`() async throws {
    defer { finish() }
    // The watcher is blocked in its callback meanwhile, so that it receives both reports at once.
    let held = BurstLog()
    let opened = DispatchSemaphore(value: 0)
    let second = try SourceWatcher(
      trees: WatchedTrees(sources: [root + "/Game"], assets: root + "/assets", root: root),
      WatchHandlers(onBurst: { burst in
        held.add(burst)
        if held.all.count == 1 { opened.wait() }
      }))
    defer { second.stop() }
    try shell("echo 2 > Game/a.swift")
    _ = try #require(await held.wait { !$0.isEmpty })
    try shell("echo x > assets/sedXYZ; rm assets/sedXYZ; echo 3 > Game/a.swift")
    opened.signal()
    let bursts = try #require(await held.wait { $0.count > 1 })
    #expect(bursts[1].sources == [root + "/Game/a.swift"])
    #expect(bursts[1].assets == [])
  }

  @Test func `One save is one burst, with the time of the kernel's report`() async throws {
    defer { finish() }
    let before = monotonicNow
    try Data("several words".utf8).write(to: URL(fileURLWithPath: root + "/Game/a.swift"))
    let after = monotonicNow
    let bursts = try #require(await log.wait { !$0.isEmpty })
    #expect(bursts[0].sources == [root + "/Game/a.swift"])
    #expect(bursts[0].time >= before && bursts[0].time < after + 2_000_000_000)
  }

  @Test func `A file that is away for a moment is not reported before it is back`() async throws {
    defer { finish() }
    try shell("mv Game/a.swift Game/a.swift~; sleep 0.005; echo 2 > Game/a.swift; rm Game/a.swift~")
    let bursts = try #require(await log.wait { !$0.isEmpty })
    #expect(bursts.first?.sources == [root + "/Game/a.swift"])
    #expect(DiskFile.exists(root + "/Game/a.swift"))
  }

  @Test func `A source that a program opens is reported, other files and saves are not`() async throws {
    defer { finish() }
    let opened = Mutex<[String]>([])
    let second = try SourceWatcher(
      trees: WatchedTrees(sources: [root + "/Game"], assets: root + "/assets", root: root),
      WatchHandlers(onOpening: { path in opened.withLock { $0.append(path) } }, onBurst: { _ in }))
    defer { second.stop() }
    try shell(
      "cat assets/keys.yaml; echo 2 > Game/a.swift; echo x > Game/.a.swift.swp; cat Game/.a.swift.swp")
    _ = try #require(await log.wait { $0.contains { $0.sources == [root + "/Game/a.swift"] } })
    // The editor opens a file again if nothing happens: opening it within the same moment as another one is not reported.
    _ = try await eventually(every: .milliseconds(500)) {
      if !opened.withLock({ $0.isEmpty }) { return true }
      try shell("cat Game/Deep/Er/b.swift")
      return false
    }
    #expect(Set(opened.withLock { $0 }) == [root + "/Game/Deep/Er/b.swift"])
  }

  @Test func `A slow save is one burst`() async throws {
    defer { finish() }
    // The file is truncated, and written a while later, as on a slow file system.
    let file = try #require(FileHandle(forWritingAtPath: root + "/Game/a.swift"))
    try file.truncate(atOffset: 0)
    let cut = monotonicNow
    while monotonicNow < cut + 15_000_000 { usleep(1_000) }
    try file.write(contentsOf: Data("whole".utf8))
    try file.close()
    let bursts = try #require(await log.wait { !$0.isEmpty })
    #expect(bursts.count == 1)
  }

  @Test func `After the kernel's queue overflowed, all files are reported`() async throws {
    defer { finish() }
    // The watcher is blocked in its callback while more is reported than the kernel's queue can hold.
    let limit = try #require(
      Int(
        try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)))
    let slow = BurstLog()
    let opened = DispatchSemaphore(value: 0)
    let second = try SourceWatcher(
      trees: WatchedTrees(sources: [root + "/Game"], assets: root + "/assets", root: root),
      WatchHandlers(onBurst: { burst in
        slow.add(burst)
        if slow.all.count == 1 { opened.wait() }
      }))
    defer { second.stop() }
    try shell("echo 2 > Game/first.swift")
    _ = try #require(await slow.wait { !$0.isEmpty })
    for index in 0..<(limit / 2 + 100) {
      let path = "\(root)/Game/\(index % 2 == 0 ? "p" : "q").swift"
      let file = unsafe creat(path, 0o600)
      _ = unsafe write(file, "1", 1)
      close(file)
      unsafe unlink(path)
    }
    try shell("echo 2 > Game/a.swift; mkdir Game/Late; echo 1 > Game/Late/l.swift")
    opened.signal()
    let found = await slow.wait { bursts in
      bursts.contains { $0.isRescan && $0.sources.contains(root + "/Game/a.swift") }
        && bursts.contains { $0.sources.contains(root + "/Game/Late/l.swift") }
    }
    #expect(found != nil)
  }

  @Test func `A stopped watcher reports nothing`() async throws {
    try shell("echo 2 > Game/a.swift")
    _ = try #require(await log.wait { !$0.isEmpty })
    watcher.stop()
    watcher.stop()
    let count = log.all.count
    try shell("echo 3 > Game/a.swift")
    // Another watcher reports a later save, so the stopped one had the time to report.
    let other = BurstLog()
    let second = try SourceWatcher(
      trees: WatchedTrees(sources: [root + "/Game"], assets: root + "/assets", root: root),
      WatchHandlers(onBurst: { other.add($0) }))
    try shell("echo 4 > Game/a.swift")
    _ = try #require(await other.wait { !$0.isEmpty })
    #expect(log.all.count == count)
    second.stop()
    finish()
  }
}
