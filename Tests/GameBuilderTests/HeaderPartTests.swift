import Foundation
import Testing

@testable import GameBuilder

/// How C headers are split into declarations.
struct HeaderPartTests {
  private func text(_ source: String) -> HeaderText { HeaderText(Array(source.utf8)) }

  static let same: [(String, String)] = [
    ("int a; // one\nint b;", "int a;\n\n  int b; /* two\n lines */"), ("int  a;", "int a; "),
    ("#define A \\\n  1\nint a;", "#define A 1\nint a;"), ("char *a = \"/*\"; /* \" */", "char *a = \"/*\";"),
    ("int a = 1'000; // it's", "int a = 1'000;"), ("int a; // \\\nint b;", "int a;"),
  ]

  @Test(arguments: same)
  func `Comments and blank lines of a header mean nothing`(one: String, other: String) {
    #expect(text(one) == text(other))
  }

  static let different: [(String, String)] = [
    ("int a;", "int b;"), ("char *a = \"// a\";", "char *a = \"// b\";"), ("#define A (x)", "#define A(x)"),
    ("char a = '\"'; // x\nint b;", "char a = '\"'; // x\nint c;"),
    ("int f(void) {\n}", "// a line\nint f(void) {\n}"),
    ("int a = 1'0; char *s = \"'//x\";", "int a = 1'0; char *s = \"'//y\";"),
    ("/* a */ int a;", "/* a int a;"),
    ("char *a = R\"(// x)\";", "char *a = R\"(// y)\";"),
    ("#define A __LINE__\nint a[A];", "\n#define A __LINE__\nint a[A];"),
  ]

  @Test(arguments: different)
  func `What a compiler can see of a header counts`(one: String, other: String) {
    #expect(text(one).hash != text(other).hash)
  }

  static let conditions: [(String, Bool)] = [
    ("#ifndef A\n#define A\nint a;\n#endif", false), ("#pragma once\nint a;", false),
    ("#ifdef A\nint a;\n#endif", true), ("#ifndef A\n#define A\n#ifdef B\nint a;\n#endif\n#endif", true),
    ("#ifndef A\n#define A 1\nint a;\n#endif", true), ("/* x */ # if A\n#endif", true),
    ("#ifndef A\n#endif\n#define A", true),
    ("%:if A\n%:endif", true), ("#ifndef A\n#define A\n#else\n#endif", true),
  ]

  @Test(arguments: conditions)
  func `Conditional compilation is found`(source: String, isConditional: Bool) {
    #expect(text(source).isConditional == isConditional)
  }

  private func headers(_ source: String) -> PreprocessedHeaders? {
    PreprocessedHeaders(Array("# 1 \"/game/world.h\" 1\n\(source)\n".utf8), in: ["/game"])
  }

  private func parts(of declarations: [[CToken]]) -> [InterfacePart] {
    var plain = CPlainTypes()
    return declarations.flatMap { CDeclaration($0).parts(&plain) }
  }

  static let declarations: [(String, Set<String>)] = [
    ("struct A { int a; };", ["A"]), ("typedef struct { int a; } A;", ["A"]),
    ("typedef struct A_s { int a; } A, *B;", ["A", "A_s", "B"]),
    ("typedef enum __attribute__((enum_extensibility(open))) A { One = 1, Two } A;", ["A", "One", "Two"]),
    ("enum { One };", ["One"]), ("typedef int A;", ["A"]), ("typedef struct B A;", ["A"]),
    ("A f(B b);", ["f"]),
    ("extern A a;", ["a"]), ("static const A a = { 1 };", ["a"]),
    ("static inline A f(B b) { return b.a; }", ["f"]),
    ("__attribute__((pure)) __typeof__(x) f(B b);", ["f"]),
    ("struct A { struct B { int b; } a; };", ["A", "B"]),
    ("struct A { enum { One } a; };", ["A", "One", "a"]),
    ("typedef struct __attribute__((packed)) { int a; } A;", ["A", "packed"]),
    ("enum A : __typeof__(x) { One };", ["A", "One"]), ("struct A f(void) { return a; }", ["f"]),
  ]

  @Test(arguments: declarations)
  func `The declared names of a declaration are found`(source: String, names: Set<String>) throws {
    let found = try #require(headers(source)).declarations
    #expect(found.count == 1)
    #expect(parts(of: found).reduce(into: []) { $0.formUnion($1.declares) } == names)
  }

  @Test(arguments: [
    "int f(void), g(int);", "void (*h)(A a);", "typedef void (*F)(A a);", "int a, b;", "typedef int A[3], B;",
  ])
  func `If the declared name is not certain, all names count`(source: String) throws {
    let tokens = try #require(headers(source)?.declarations.first)
    #expect(parts(of: [tokens]).map(\.declares) == [tokens.names])
  }

  @Test(arguments: [
    "int a", "int a = (1;", "int a = 1);",
    "int a\n# 1 \"/usr/b.h\" 1\n;\n# 2 \"/game/world.h\" 2\n;",
    "char *a = \"b;",
  ])
  func `A header that cannot be split with confidence is not split`(source: String) {
    #expect(headers(source) == nil)
  }

  @Test(arguments: ["#pragma pack(1)\nint a;", "#ident \"a\"\nint a;"])
  func `A directive that may change what follows is found`(source: String) throws {
    let found = try #require(headers(source))
    #expect(found.hasOtherDirectives)
    #expect(found.parts.map(\.declares) == [["a"]])
  }

  @Test func `Every file depends on a declaration that is renamed for Swift`() throws {
    let source = "void f(A *a) __attribute__((swift_name(\"A.f(self:)\")));"
    let parts = try #require(headers(source)).parts
    #expect(parts.map(\.scope) == [.everything])
  }

  @Test func `A macro before the header of somebody else may change that header`() throws {
    let source = "#define A 1\n# 1 \"/usr/b.h\" 1\nint b;\n# 2 \"/game/world.h\" 2\n#define B 2"
    let found = try #require(headers(source))
    #expect(found.macros.map { $0.parts.count } == [2, 1])
    #expect(found.declarations.isEmpty)
  }

  private static let world = """
    typedef struct Item { int x; } Item;
    typedef struct ItemPool { int count; } ItemPool;
    typedef struct Body { float y; } Body;
    typedef struct World { Body body; ItemPool items; } World;
    """

  private static let swift = """
    extension ItemPool: Pool { public typealias Element = Item }
    let first = World().items[0]
    let other = first
    func use(_ pool: ItemPool, _ Body: Int) {}
    func count(_ index: Int) -> Int { 1 }
    struct Scene { var last = Item(); func draw(_ body: Body) {} }
    struct Plain {
      var x: Int
      func draw(_ item: Item) {}
    }
    typealias Thing = Item
    """

  /// Whether a file's key changes with a declaration of the world.
  /// - Parameter members: name of a field that it looks up → the struct.
  private func depends(
    _ file: String, names: Set<String> = [], members: [String: Set<String>] = [:], on declaration: String
  ) throws -> Bool {
    func hash(_ header: String) throws -> ContentHash {
      let index = InterfaceIndex([
        FileInterface(path: "swift", parts: InterfacePart.parts(of: Array(Self.swift.utf8))),
        FileInterface(path: "file", parts: InterfacePart.parts(of: Array(file.utf8))),
        FileInterface(path: "", parts: try #require(headers(header)).parts),
      ])
      let dependencies = try FileDependencies.of(
        names: names.union(members.keys), types: ["World", "Body", "ItemPool"], memberTypes: members)
      return index.hash(visibleTo: "file", dependencies)
    }
    return try hash(Self.world) != hash(Self.world.replacing(declaration, with: "double z; \(declaration)"))
  }

  @Test func `A struct that contains a pool does not depend on the elements`() throws {
    #expect(try depends("func f(_ w: World) {}", on: "float y;"))
    #expect(try depends("func f(_ w: World) {}", on: "int count;"))
    #expect(try !depends("func f(_ w: World) {}", on: "int x;"))
    #expect(try depends("func f(_ w: World) -> ItemPool {}", on: "int x;"))
    #expect(try depends("func f() {}", members: ["items": ["World"]], on: "int x;"))
    #expect(try !depends("func f() {}", members: ["items": ["Scene"]], on: "int x;"))
  }

  @Test(arguments: ["first", "other", "use", "Scene", "Thing"])
  func `A file depends on the layout of what it looks up`(name: String) throws {
    #expect(try depends("func f() {}", names: [name], on: "int x;"))
  }

  @Test(arguments: ["count", "index", "Plain"])
  func `Names that lead to no type of a value do not lead to layouts`(name: String) throws {
    #expect(try !depends("func f() {}", names: [name], on: "int x;"))
  }

  @Test func `A function in the braces of a type leads on if it is looked up in that type`() throws {
    #expect(try depends("func f() {}", members: ["draw": ["Plain"]], on: "int x;"))
    #expect(try !depends("func f() {}", members: ["draw": ["Other"]], on: "int x;"))
  }

  @Test func `All requirements of a game that may determine its world are known`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOfFile: root.path + "/Sources/GameSDK/Game.swift", encoding: .utf8)
    let declaration = try #require(text.firstRange(of: "public protocol Game {"))
    let rest = text[declaration.upperBound...]
    let body = rest[..<(try #require(rest.firstRange(of: "\n}\n"))).lowerBound]
    let names = body.matches(of: #/(?:func|associatedtype) (\w+)/#).map { String($0.1) }
    #expect(Set(names) == StandardTypes.requirements["Game"])
  }

  static let kinds: [(String, String, Bool)] = [
    ("int a;", "int b; int a[3];", true), ("int a;", "int *a;", false), ("int a;", "int a : 3;", false),
    ("int a;", "const int a;", false), ("int a;", "foreign_t a;", false),
    ("foreign_t a;", "foreign_t a, b[2];", true), ("int a;", "Plain a;", true),
    ("int a;", "Pointer a;", false),
    ("int a;", "enum E a;", false), ("int a;", "unsigned long a;", true),
    ("int a;", "void (*a)(int);", false),
    ("Pointer a;", "Pointer a; Pointer b;", true), ("int a;", "Length a;", true),
  ]

  @Test(arguments: kinds)
  func `A struct remains of one kind if no new kind of field comes in`(
    one: String, other: String, isSame: Bool
  ) throws {
    func parts(_ fields: String) throws -> [InterfacePart] {
      let source = """
        typedef struct Plain { float x; } Plain;
        typedef struct Pointer { int *x; } Pointer;
        typedef int Length;
        struct S { \(fields) };
        """
      return try #require(headers(source)).parts.filter { $0.declares.contains("S") }
    }
    let (old, new) = (try parts(one), try parts(other))
    try #require(old.map(\.role) == [.other, .layout] && new.map(\.role) == [.other, .layout])
    #expect((old[0].hash == new[0].hash) == isSame)
    #expect(old[1].hash != new[1].hash)
  }
}
