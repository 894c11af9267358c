import HostSystem
import Testing

@testable import GameBuilder

/// Which edits other files may depend on.
@Suite struct BuildInterfaceTests {
  private func isSame(_ one: String, _ other: String) -> Bool {
    InterfaceFingerprint.hash(of: Array(one.utf8)) == InterfaceFingerprint.hash(of: Array(other.utf8))
  }

  @Test(arguments: [
    ("enum S { static let a: Float = 1.5 }", "enum S { static let a: Float = 22.75 }"),
    ("enum S { static let a: Float = 38 }", "enum S { static let a: Float = 39.5 }"),
    ("let a: Double = -1.5, b = 2\nlet c = 3", "let a: Double = -2, b = 4\nlet c = 5"),
    ("enum S { static let a = 3, b = \"x\" }", "enum S { static let a = 4, b = \"yz\" }"),
    ("let a = [1, 2]\nlet b = 3", "let a = [3, 4]\nlet b = 5"),
    ("enum S { static let a: Float = 5.5 }", "enum S { static let a: Float = Float(2) * 4 }"),
    ("let a: Double = 1.max", "let a: Double = 1.5.max.min"),
    ("let a: Int = -1\nlet b = 1", "let a: Int = max(1,\n  c)\nlet b = 2"),
    ("let a: [Int] = [1, 2]", "let a: [Int] = [1, 2, 3] + b"),
    ("let a: [String: Int] = [:]", "let a: [String: Int] = [\"a\": 1]"),
    ("struct S { static var c = Color(0xFFE0) }", "struct S { static var c = Color(0x10) }"),
    ("var a = f(\n  1,\n  2)", "var a = f(\n  3,\n  4)"),
    ("func f() -> Int { 1 }", "func f() -> Int { 2 }"),
    ("func f() { a() }", "func f() { a(); /* } */ b(\"}\"); c(\"\\(d(\"{\"))\") }"),
    ("struct S { init(x: Int) { y = x } }", "struct S { init(x: Int) { y = x + 1 } }"),
    ("struct S { var a: Int { 1 } }", "struct S { var a: Int { 2 } }"),
    (
      "struct S { var a: Int { get { 1 } nonmutating set { x = newValue } } }",
      "struct S { var a: Int { get { 2 } nonmutating set { y = newValue } } }"
    ),
    ("struct S { subscript(i: Int) -> Int { i } }", "struct S { subscript(i: Int) -> Int { i + 1 } }"),
    ("class C { deinit { a() } }", "class C { deinit { b() } }"),
    (
      "extension S: P { mutating func f<T>(_ x: T) where T: Q { a() } }",
      "extension S: P { mutating func f<T>(_ x: T) where T: Q { b() } }"
    ),
    ("func f() {}", "// a comment\nfunc f() { /* another */ }"),
    (
      "@MainActor @discardableResult func f() -> Int { 1 }",
      "@MainActor @discardableResult func f() -> Int { 2 }"
    ),
    ("func f() throws(E) -> [Int] { [1] }", "func f() throws(E) -> [Int] { [2, 3] }"),
    ("#if os(Linux)\nfunc f() { 1 }\n#endif", "#if os(Linux)\nfunc f() { 2 }\n#endif"),
    ("func f() { let x = #\"a \" b\"# }", "func f() { let x = #\"a } b \\(c)\"# }"),
    (
      "func f() { let a = \"\"\"\n  }\n  \"\"\" }\nlet b = 1",
      "func f() { let a = \"\"\"\n  {\n  \"\"\" }\nlet b = 1"
    ),
    (
      "struct S { static var a: Int { 1 }\n class func g() { 1 } }",
      "struct S { static var a: Int { 2 }\n class func g() { 2 } }"
    ),
    ("func f(a: Int) -> Int { a / 2 }", "func f(a: Int) -> Int { a / 3 }"),
  ])
  func `Bodies, comments and literals of variables are not part of the interface`(one: String, other: String)
  {
    #expect(isSame(one, other))
  }

  @Test(arguments: [
    ("let a = 1", "let a = 1.0"),
    ("let a = 15", "let a = 1e5"),
    ("let a: Float = 38, b = 1", "let a: Float = 38.5, b = 1.5"),
    ("let a: Value = 1", "let a: Value = 1.5"),
    ("let a: Int = 1, b = 2", "let a: Int = 1, b = c"),
    ("let a: Int = f { 1 }", "let a: Int = f { 2 }"),
    ("let a: Int = 1 { didSet { b() } }", "let a: Int = 1 { didSet { c() } }"),
    ("let a: Int = #m(b)", "let a: Int = #m(c)"),
    ("let a: [Value] = []", "let a: [Value] = b"),
    ("let a: G<Int> = b", "let a: G<Int> = c"),
    ("let a: Int = 1; let b = c", "let a: Int = 1; let b = d"),
    ("struct S { let a: Int = b }", "struct S { let a: Int = c }"),
    ("let a: Array = [1]", "let a: Array = [1.5]"),
    ("let a: some P = 1", "let a: some P = 1.5"),
    ("let a = 1", "let a = -1"),
    ("let a = [1, 2]", "let a = [1, 2, 3]"),
    ("let a = b.0", "let a = b.1"),
    ("let a = b.0.1", "let a = b.0.2"),
    ("let a = \"\\(1)\"", "let a = \"\\(2)\""),
    ("struct S { let a = 1 }", "struct S { let a = 2 }"),
    ("struct S { var a = 1 }", "struct S { var a = 2 }"),
    ("struct S { static func f(a: Int = 1) {} }", "struct S { static func f(a: Int = 2) {} }"),
    ("enum E: Int { case a = 1 }", "enum E: Int { case a = 2 }"),
    ("@inlinable let a = 1", "@inlinable let a = 2"),
    ("func f() -> Int { 1 }", "func f() -> Int32 { 1 }"),
    ("func f(a: Int = 1) {}", "func f(a: Int = 2) {}"),
    ("func f(a: () -> Int = { 1 }) {}", "func f(a: () -> Int = { 2 }) {}"),
    ("let a = { 1 }()", "let a = { 2 }()"),
    ("struct S { var a = 1 }", "struct S { var a = 1.0 }"),
    ("struct S { var a: Int = f { 1 } }", "struct S { var a: Int = f { 2 } }"),
    (
      "struct S { var a: Int = 0 { didSet { b() } } }",
      "struct S { var a: Int = 0 { didSet { b(oldValue) } } }"
    ),
    ("struct S { var a: Int { didSet { b() } } }", "struct S { var a: Int { didSet { b(oldValue) } } }"),
    ("struct S { var a: Int { get { 1 } } }", "struct S { var a: Int { get { 1 } set { } } }"),
    ("struct S { var a: Int { 1 } }", "struct S { var a: Int { get { 1 } } }"),
    ("func f() -> some P { A() }", "func f() -> some P { B() }"),
    ("func f() -> [some P] { [A()] }", "func f() -> [some P] { [B()] }"),
    ("var a: some P { A() }", "var a: some P { B() }"),
    ("@inlinable public func f() -> Int { 1 }", "@inlinable public func f() -> Int { 2 }"),
    ("@Builder func f() -> Int { 1 }", "@Builder func f() -> Int { 2 }"),
    ("@Observable class C { func f() { 1 } }", "@Observable class C { func f() { 2 } }"),
    ("protocol P { func f() }", "protocol P { func g() }"),
    ("enum E { case a }", "enum E { case a, b }"),
    ("import A\nfunc f() {}", "import B\nfunc f() {}"),
    ("private struct S {}", "struct S {}"),
    (
      "@_silgen_name(\"x\") func f() -> Int\nstruct S { var a = 1 }",
      "@_silgen_name(\"x\") func f() -> Int\nstruct S { var a = 2 }"
    ),
    ("let r = /}/\nfunc f() { 1 }", "let r = /{/\nfunc f() { 1 }"),
    ("func f() {\n", "func f() { 1\n"),
    ("let x = \"\\(f { 1 })\"", "let x = \"\\(f { 2 })\""),
    ("struct S { lazy var a: Int = { 1 }() }", "struct S { lazy var a: Int = { 2 }() }"),
    (
      "struct S { var a: Int\n var b: Int { 1 }\n var c = 2 }",
      "struct S { var a: Int\n var b: Int { 1 }\n var c = 3 }"
    ),
    (
      "macro m() = #externalMacro(module: \"A\", type: \"B\")",
      "macro m() = #externalMacro(module: \"A\", type: \"C\")"
    ),
  ])
  func `Everything else is part of the interface`(one: String, other: String) {
    #expect(!isSame(one, other))
  }

  /// The example of docs/incremental-build.md.
  private static let example = """
    struct Player { var health: Int32 = 100; var armor: Int32 = 1 }
    let speed: Float = 4.5
    func damage(_ player: inout Player, by amount: Int32) { player.health -= max(0, amount - player.armor) }
    func heal(_ player: inout Player) { player.health += 10 }

    """

  @Test func `The documented example has the documented interface and parts`() throws {
    let source = Array(Self.example.utf8)
    let interface = try #require(InterfaceFingerprint.read(source)).interface
    #expect(
      String(decoding: interface, as: UTF8.self) == """

        struct Player { var health : Int32 = 100 ; var armor : Int32 = 1 }
        let speed : Float = 0
        func damage ( _ player : inout Player , by amount : Int32 ) { }
        func heal ( _ player : inout Player ) { }
        """)
    let scopes = InterfacePart.parts(of: source).map(\.scope)
    #expect(scopes == [.types(["Player"]), .names(["speed"]), .names(["damage"]), .names(["heal"])])
  }

  @Test func `The documented edit compiles the documented source`() throws {
    let old = try #require(BodySplit(Array(Self.example.utf8)))
    let new = try #require(BodySplit(Array(Self.example.replacing("+= 10", with: "+= 20").utf8)))
    let source = try #require(new.patchSource(since: old))
    #expect(
      String(decoding: source, as: UTF8.self) == """
        struct Player { var health: Int32 = 100; var armor: Int32 = 1 }
        let speed: Float = 4.5
        func damage(_ player: inout Player, by amount: Int32) { _hotloopUnchanged() }
        func heal(_ player: inout Player) { player.health += 20 }

        @_silgen_name("hotloop_unchanged") private nonisolated func _hotloopUnchanged() -> Never

        """)
  }

  @Test func `Every source file of this repository can be parsed`() throws {
    // An added comment must not change the interface, an added declaration must.
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let target = GamePackage.Target(
      name: "", folder: "/\(folder)/Sources", exclude: [], sources: nil)
    for path in SourceTree.files(of: target) {
      let source = try DiskFile.readText(path)
      #expect(isSame(source, source + "\n// the end\n"), "\(path)")
      #expect(!isSame(source, source + "\nlet added = 1\n"), "\(path)")
    }
  }
}
