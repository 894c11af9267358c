import CGameABI
import Foundation
import Glibc
import HostSystem
import Testing
import WorldState

@testable import Engine

@Suite("Kept values of a run")
final class KeptStoreTests {
  private let folder = NSTemporaryDirectory() + "hotloop-kept-\(UUID().uuidString)/kept"
  private let lines = Recorded<[String]>([])
  private let noise = KeptName(module: "Game", key: "noise")

  deinit { try? FileManager.default.removeItem(atPath: PathText.folder(of: folder)) }

  private func store(_ place: KeptStore.Place = .memory, maxBytes: Int = KeptStore.maxBytes) -> KeptStore {
    let store = KeptStore(place, maxBytes: maxBytes)
    store.onLog { [lines] _, text in lines.append(text) }
    return store
  }

  /// A host that has just begun.
  private func host(continues: Bool) -> KeptStore {
    let host = store(.folder(folder))
    host.open(continues: continues)
    return host
  }

  private static func bytes(_ count: Int, _ type: String = "uint8") -> KeptShape {
    KeptShape(typeName: type, description: type, count: count, elementSize: 1)
  }

  @discardableResult
  private func create(
    _ name: KeptName, _ byte: UInt8, count: Int = 100, in store: KeptStore, replaces: Bool = false,
    isEarlier: Bool = false
  ) throws -> KeptValue {
    let shape = Self.bytes(count)
    let (handle, block) = try store.begin(name, shape)
    unsafe memset(block.start, Int32(byte), block.count)
    return try store.publish(
      handle, as: name, shape, file: "Game/Map.swift", line: 7, replaces: replaces, isEarlier: isEarlier)
  }

  private func find(_ name: KeptName, count: Int = 100, in store: KeptStore, isEarlier: Bool = false)
    -> UInt8?
  {
    guard let value = store.find(name, as: Self.bytes(count), isEarlier: isEarlier) else { return nil }
    #expect(value.block.count == count)
    return unsafe value.block.bytes.first
  }

  @Test("A value is found from when it is complete, and is not created a second time")
  func once() throws {
    let store = store()
    #expect(find(noise, in: store) == nil)
    let shape = Self.bytes(100)
    let (first, block) = try store.begin(noise, shape)
    #expect(find(noise, in: store) == nil)
    unsafe memset(block.start, 1, 100)
    store.setGeneration(3)
    _ = try store.publish(
      first, as: noise, shape, file: "Game/Map.swift", line: 7, replaces: false, isEarlier: false)
    #expect(find(noise, in: store) == 1)
    #expect(unsafe try create(noise, 2, in: store).block.bytes.first == 1)
    let item = try #require(store.items.first)
    #expect(store.items.count == 1 && item.name == noise && item.type == "uint8[100]" && item.bytes == 100)
    #expect(item.generation == 3 && item.file == "Game/Map.swift" && item.line == 7 && item.age >= 0)
    // The same draft is published once.
    #expect(throws: KeptRefusal.self) {
      try store.publish(first, as: noise, shape, file: "", line: 0, replaces: true, isEarlier: false)
    }
  }

  @Test("Modules have keys of their own, and a value can be deleted and replaced")
  func verbs() throws {
    let store = store()
    let other = KeptName(module: "Kit", key: "noise")
    try create(noise, 1, in: store)
    try create(other, 2, in: store)
    #expect(find(noise, in: store) == 1 && find(other, in: store) == 2)
    let before = try #require(store.lookUp(noise))
    try create(noise, 3, in: store, replaces: true)
    #expect(find(noise, in: store) == 3)
    #expect(unsafe before.block.bytes.allSatisfy { $0 == 1 }, "whoever has the earlier one keeps it")
    withExtendedLifetime(before) {}
    #expect(throws: KeptSelectionError.ambiguous("noise", ["Game/noise", "Kit/noise"])) {
      try store.items.named("noise")
    }
    #expect(try store.items.named("Kit/noise") == other)
    #expect(store.delete(other) && !store.delete(other))
    #expect(try store.items.named("noise") == noise)
    #expect(throws: KeptSelectionError.unknown("x", known: ["Game/noise"])) { try store.items.named("x") }
  }

  @Test("A value of another type or count ends, with the reason in the log")
  func otherShape() throws {
    let store = store()
    store.setGeneration(1)
    try create(noise, 1, in: store)
    store.setGeneration(2)
    #expect(find(noise, count: 50, in: store) == nil)
    #expect(
      lines.value == ["kept value Game/noise: it was uint8[100], and is uint8[50] now; it is created again"])
    #expect(find(noise, in: store) == nil)
    try create(noise, 1, in: store)
    let wanted = KeptShape(typeName: "uint8", description: "another", count: 100, elementSize: 1)
    #expect(store.find(noise, as: wanted, isEarlier: false) == nil)
    #expect(
      lines.value.last
        == "kept value Game/noise: the layout of uint8 is another; it is created again. The same build created it at "
        + "Game/Map.swift:7")
  }

  @Test("All values together have a limit, which says what to do; one that replaces counts once")
  func limit() throws {
    let store = store(maxBytes: 250)
    try create(noise, 1, in: store)
    try create(noise, 2, count: 200, in: store, replaces: true)
    let map = KeptName(module: "Game", key: "map")
    let error = #expect(throws: KeptRefusal.self) { try store.begin(map, Self.bytes(51)) }
    #expect(
      error?.description
        == "kept value Game/map needs 51 bytes, and the others have 200 bytes: more than 250 bytes together. Delete some: "
        + "Kept.delete, or hotloop ctl kept delete KEY")
    #expect(throws: KeptRefusal.self) {
      try store.begin(map, KeptShape(typeName: "x", description: "x", count: .max, elementSize: 8))
    }
    try create(map, 3, count: 50, in: store)
  }

  @Test("A key is a short text", arguments: ["", "a\nb", String(repeating: "k", count: 201)])
  func badKey(_ key: String) {
    #expect(throws: KeptRefusal.self) {
      try self.store().begin(KeptName(module: "Game", key: key), Self.bytes(1))
    }
  }

  @Test("What a call that did not return has begun is dropped, and what other threads have begun is not")
  func abandoned() throws {
    let store = store(maxBytes: 300)
    _ = try store.begin(noise, Self.bytes(200))
    let map = KeptName(module: "Game", key: "map")
    let done = Latch()
    try HostThread("test.kept") {
      store.dropDraftsOfThread()
      done.open()
    }
    done.wait()
    #expect(throws: KeptRefusal.self) { try store.begin(map, Self.bytes(200)) }
    store.dropDraftsOfThread()
    #expect(store.items.isEmpty)
    _ = try store.begin(map, Self.bytes(200))
  }

  @Test("An earlier moment changes nothing that is there, but what it lacks is created for all")
  func earlier() throws {
    let store = store()
    try create(noise, 1, in: store, isEarlier: true)
    #expect(find(noise, in: store) == 1)
    // Another type then: for such moments alone, and not created each time.
    #expect(find(noise, count: 50, in: store, isEarlier: true) == nil)
    try create(noise, 5, count: 50, in: store, isEarlier: true)
    #expect(find(noise, count: 50, in: store, isEarlier: true) == 5)
    // What it replaces, it replaces for itself.
    let own = try create(noise, 9, in: store, replaces: true, isEarlier: true)
    #expect(unsafe own.block.bytes.first == 9)
    withExtendedLifetime(own) {}
    #expect(find(noise, in: store) == 1 && lines.value.isEmpty)
  }

  @Test("Values outlive the host in files that only the user can read; those of an earlier run do not")
  func files() throws {
    let first = host(continues: false)
    first.setGeneration(4)
    try create(noise, 1, count: 300_000, in: first)
    try create(KeptName(module: "Game", key: "none"), 1, count: 0, in: first)
    let files = try #require(DiskFile.names(in: folder))
    #expect(files.count == 2)
    for file in [folder] + files.map({ folder + "/" + $0 }) {
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode.map { $0 & 0o077 } == 0, "\(file)")
    }
    // The host died within a write.
    try Data([1]).write(to: URL(fileURLWithPath: folder + "/x.kept.abc.tmp"))
    let second = host(continues: true)
    #expect(find(noise, count: 300_000, in: second) == 1)
    #expect(second.items.map(\.generation) == [4, 4] && second.items.map(\.count) == [300_000, 0])
    #expect(DiskFile.names(in: folder)?.count == 2)
    second.delete(noise)
    #expect(host(continues: true).items.map(\.name.key) == ["none"])
    #expect(host(continues: false).items.isEmpty)
    try create(noise, 1, in: second)
    second.removeFiles()
    #expect(!DiskFile.exists(folder))
    #expect(find(noise, in: second) == 1, "it is mapped")
  }

  @Test(
    "A damaged file is no value: it is created again, with a line in the log",
    arguments: ["head", "value", "end"])
  func damage(_ place: String) throws {
    try create(noise, 1, count: 70_000, in: host(continues: false))
    let path = folder + "/" + KeptFile.fileName(of: noise)
    var bytes = try DiskFile.read(path)
    switch place {
    case "head": bytes[60] ^= 1
    case "value": bytes[bytes.count - 1] ^= 1
    default: bytes.removeLast(10)
    }
    try DiskFile.write(bytes, to: path)
    let next = host(continues: true)
    #expect(next.items.isEmpty && !DiskFile.exists(path))
    #expect(lines.value.count == 1 && lines.value.allSatisfy { $0.contains("damaged") }, "\(lines.value)")
    try create(noise, 2, count: 70_000, in: next)
    #expect(find(noise, count: 70_000, in: host(continues: true)) == 2)
  }

  @Test("A trial sees the values of the run, and changes none")
  func trial() throws {
    let host = host(continues: false)
    try create(noise, 1, in: host)
    let trial = store(.copy(of: folder))
    #expect(find(noise, in: trial) == 1)
    let map = KeptName(module: "Game", key: "map")
    try create(map, 2, in: trial)
    #expect(find(map, in: trial) == 2 && find(map, in: host) == nil)
    #expect(trial.delete(noise) && find(noise, in: trial) == nil)
    try create(noise, 3, in: trial)
    #expect(find(noise, in: trial) == 3 && find(noise, in: host) == 1)
    #expect(find(noise, in: self.host(continues: true)) == 1)
    // The run goes on.
    try create(map, 4, in: host)
    #expect(find(map, in: store(.copy(of: folder))) == 4)
  }

  @Test("Without a place for files a value is in memory, with a line in the log")
  func unwritable() throws {
    try FileManager.default.createDirectory(
      atPath: PathText.folder(of: folder), withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: folder))
    let host = host(continues: false)
    try create(noise, 1, in: host)
    #expect(find(noise, in: host) == 1)
    #expect(lines.value.last?.contains("in memory only") == true, "\(lines.value)")
  }

  @Test("A value of a C struct is migrated by the names of its fields, if both layouts are known")
  func migration() throws {
    func shape(_ fields: [(String, Layout.FieldType, Int)], size: Int, count: Int = 3) throws -> KeptShape {
      let header = Layout.Struct(name: "WorldHeader", size: 128, alignment: 8, fields: [])
      let element = Layout.Struct(
        name: "Node", size: size, alignment: 4,
        fields: fields.map { Layout.Field(name: $0.0, type: $0.1, offset: $0.2) })
      let root = Layout.Struct(
        name: "root", size: 128 + (size + 7) / 8 * 8, alignment: 8,
        fields: [
          Layout.Field(name: "header", type: .structure(1), offset: 0),
          Layout.Field(name: "value", type: .structure(2), offset: 128),
        ])
      return KeptShape(
        typeName: "Node", description: "\(fields.map(\.0))\(size)", count: count, elementSize: size,
        layout: try Layout(structs: [root, header, element]).encoded)
    }
    let old = try shape([("x", .scalar(.int32), 0), ("gone", .scalar(.int32), 4)], size: 8)
    let new = try shape(
      [("fresh", .scalar(.int32), 0), ("x", .scalar(.float), 4), ("y", .scalar(.float), 8)], size: 12)
    let host = host(continues: false)
    let (handle, block) = try host.begin(noise, old)
    for index in 0..<6 {
      unsafe block.start.storeBytes(of: Int32(index + 1), toByteOffset: index * 4, as: Int32.self)
    }
    _ = try host.publish(
      handle, as: noise, old, file: "Game/Map.swift", line: 7, replaces: false, isEarlier: false)
    // The layout is in the file, too.
    let next = self.host(continues: true)
    let trial = store(.copy(of: folder))
    for store in [trial, next] {
      let value = try #require(store.find(noise, as: new, isEarlier: false) { new.layout })
      let floats = unsafe Array(value.block.bytes.bindMemory(to: Float.self))
      #expect(floats == [0, 1, 0, 0, 3, 0, 0, 5, 0])
    }
    #expect(next.items.first?.file == "Game/Map.swift")
    #expect(
      lines.value.last
        == "kept value Game/noise: the layout of Node is another; it was migrated field by field")
    let longer = try shape([("x", .scalar(.int32), 0)], size: 4, count: 4)
    #expect(next.find(noise, as: longer, isEarlier: false) { longer.layout } == nil)
  }

  @Test("The functions of the contract lend memory until it is released, and give reasons")
  func contract() throws {
    let store = store(maxBytes: 100)
    var memory = unsafe KeptMemory()
    var reason = [CChar](repeating: 1, count: 16)
    unsafe reason.withUnsafeMutableBufferPointer { reason in
      unsafe request(count: 10) { request in
        var request = unsafe request
        unsafe request.reason = reason.baseAddress
        unsafe request.reason_capacity = 16
        #expect(unsafe store.find(&request, &memory) == HotloopStatusNone)
        #expect(unsafe store.begin(&request, &memory) == HotloopStatusOK && memory.size == 10)
        unsafe memory.bytes.storeBytes(of: 5, as: UInt8.self)
        #expect(unsafe store.publish(&request, memory.handle, &memory) == HotloopStatusOK)
        #expect(unsafe store.delete(request.module, request.key) == HotloopStatusOK)
        #expect(unsafe store.delete(request.module, request.key) == HotloopStatusNone)
        #expect(unsafe memory.bytes.load(as: UInt8.self) == 5, "lent, so still there")
        unsafe store.release(memory.handle)
        unsafe request.count = 101
        #expect(unsafe store.begin(&request, &memory) == HotloopStatusFailed)
      }
    }
    #expect(
      String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        == "kept value Game")
  }

  private func request(count: UInt64, _ body: (KeptRequest) -> Void) {
    unsafe "Game".withCString { module in
      unsafe "noise".withCString { key in
        var request = unsafe KeptRequest()
        unsafe request.struct_size = UInt32(MemoryLayout<KeptRequest>.size)
        (unsafe request.module, unsafe request.key) = unsafe (module, key)
        (unsafe request.type_name, unsafe request.description) = unsafe (key, key)
        unsafe request.count = count
        unsafe request.element_size = 1
        unsafe body(request)
      }
    }
  }
}
