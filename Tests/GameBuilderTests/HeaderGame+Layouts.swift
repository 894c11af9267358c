/// Files whose code depends on the layout of `Item` although nothing in them is looked up in it, and the files that declare
/// what they use.
extension HeaderGame {
  static let layouts = [
    "Sized": """
    func sized() -> Int32 { Int32(MemoryLayout<Stage>.size &+ MemoryLayout<Outer>.stride &+ MemoryLayout<Outer>.alignment) }
    """,
    "Globals": """
    let globalItem = makeStage().items[1]
    let nextItem = globalItem
    let globalTag = makeStage().items[1].tag
    let maybeItem = makeStage().items.elements.first
    nonisolated(unsafe) let itemMaker = { makeStage().items[2] }
    func hiddenItem() -> some Any { makeStage().items[0] }
    """,
    "Inferred": """
    func inferred() -> Int32 { Int32(MemoryLayout.size(ofValue: globalItem)) }
    """,
    "Inferring": """
    func inferring() -> Int32 { Int32(MemoryLayout.size(ofValue: nextItem)) }
    """,
    "Tagged": """
    func tagged() -> Int32 { Int32(MemoryLayout.size(ofValue: globalTag)) }
    """,
    "Maybe": """
    func maybe() -> Int32 { Int32(MemoryLayout.size(ofValue: maybeItem)) }
    """,
    "Making": """
    func making() -> Int32 { Int32(MemoryLayout.size(ofValue: itemMaker())) }
    """,
    "Hidden": """
    func hidden() -> Int32 { Int32(MemoryLayout.size(ofValue: hiddenItem())) }
    """,
    "Containers": """
    enum Carrier { case item(Item), nothing }
    final class Chest { var item = Item(); var gold: Int32 = 8 }
    struct Wrap<Value> { var value: Value; var after: Int32 = 3 }
    struct Tray { var slot = makeStage().items[0]; var rim: Int32 = 2 }
    typealias Piece = ItemBag.Element
    func makeCarrier() -> Carrier { .nothing }
    func makeChest() -> Chest { Chest() }
    func makeWrap() -> Wrap<Item> { Wrap(value: Item()) }
    func makeTray() -> Tray { Tray() }
    func itemPointer() -> UnsafeMutablePointer<Item> { unsafe UnsafeMutablePointer(bitPattern: 4096)! }
    @_transparent func seenSize() -> Int32 { Int32(MemoryLayout<Item>.size) }
    @inline(__always) func visibleSize<T>(_ value: T) -> Int32 { Int32(MemoryLayout<T>.stride) }
    func measured(_ size: Int = MemoryLayout<Item>.size) -> Int32 { Int32(size) }
    """,
    "Carried": """
    func carried() -> Int32 { Int32(MemoryLayout.size(ofValue: makeCarrier())) }
    """,
    "Gold": """
    func gold() -> Int32 { makeChest().gold }
    """,
    "After": """
    func after() -> Int32 { makeWrap().after }
    """,
    "Rim": """
    func rim() -> Int32 { let tray = makeTray(); return tray.rim &+ Int32(MemoryLayout.size(ofValue: tray)) }
    """,
    "Pieces": """
    func pieces() -> Int32 { Int32(MemoryLayout<Piece>.stride) }
    """,
    "Pointers": """
    func pointers() -> Int32 {
      let first = unsafe itemPointer()
      return unsafe Int32(Int(bitPattern: first.successor()) &- Int(bitPattern: first))
    }
    """,
    "Seeing": """
    func seeing() -> Int32 { seenSize() &+ visibleSize(makeStage().items[1]) }
    """,
    "Measuring": """
    func measuring() -> Int32 { measured() }
    """,
    "Sources": """
    protocol Source { associatedtype Output; func output() -> Output }
    struct Feed {}
    extension Feed { func output() -> Item { Item() } }
    extension Feed: Source {}
    func drained<S: Source>(_ source: S) -> S.Output { source.output() }
    """,
    "Drained": """
    func drainedFeed() -> Int32 { Int32(MemoryLayout.size(ofValue: drained(Feed()))) }
    func drained() -> Int32 { drainedFeed() }
    """,
  ]
}
