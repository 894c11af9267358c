/// Source files full of literals in all positions and of all types, which together compute a number from a number.
struct GeneratedLiterals {
  let files: [String: String]
  /// Swift source: an expression of type Int64.
  let call = "Part0.mix(world.distance) &+ Part1.mix(world.distance) &+ Part2.mix(world.distance)"

  init(_ random: inout some RandomNumberGenerator) {
    var files: [String: String] = [:]
    for part in 0..<3 { files["Game/Part\(part).swift"] = Self.part(part, &random) }
    self.files = files
  }

  private static func part(_ part: Int, _ random: inout some RandomNumberGenerator) -> String {
    var text = """
      import GameSDK

      /// `0.5` in a comment, and "a text" — as well as é and 🔥.
      private let global\(part): Int64 = \(Int.random(in: 2...90, using: &random))
      private let inferred\(part) = \(Int.random(in: 2...90, using: &random)).5
      private let list\(part): [Float] = [\(numbers(6, &random))]
      struct Breed\(part) {
        var speed: Float = 25
        var health: Int32 = -3
        var name = "breed"
        func value(by factor: Float = 1.5, plus: Int32 = 0x1F) -> Int64 {
          Int64(speed * factor) &+ Int64(health &+ plus) &+ Int64(name.utf8.first ?? 7)
        }
      }
      enum Part\(part) {
        static let whole: Float = 38
        static let negative: Double = -0.125
        static let flag = true
        static let title = "title of part \(part)"
        static let color: Color = 0xFF8800
        static let letter: Character = "x"
        static let breeds = [Breed\(part)(speed: 2.5, health: 1), Breed\(part)(speed: 1_000, name: "other")]
        static let table: [String: Int64] = ["one": 1, "two": 22, "three": 333]
        nonisolated(unsafe) static var counter: UInt8 = 200
        static let folded = { (x: Int64) in x &* 3 &+ 7 }(5)


      """
    var calls: [String] = []
    for index in 0..<24 {
      calls.append("f\(index)(x)")
      text += "  static func f\(index)(_ x: Int64) -> Int64 { \(body(&random)) }\n"
    }
    text += """
        static func mix(_ x: Int64) -> Int64 {
          var sum: Int64 = global\(part) &+ Int64(inferred\(part) * 10) &+ Int64(list\(part)[Int(x & 3)])
          sum &+= Int64(whole) &+ Int64(negative * 1e3) &+ (flag ? 5 : 9) &+ Int64(title.utf8.reduce(0) { $0 &+ Int($1) })
          sum &+= Int64(color.red) &+ Int64(color.blue) &* 3 &+ Int64(letter.unicodeScalars.first?.value ?? 0)
          for breed in breeds { sum &+= breed.value() &+ breed.value(by: 0.5) }
          sum &+= table["one", default: 4] &+ table["three", default: 5] &+ folded
          sum &+= Int64(counter)
          return [\(calls.joined(separator: ", "))].reduce(sum) { $0 &* 31 &+ $1 }
        }
      }

      """
    return text
  }

  private static func numbers(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    (0..<count).map { _ in
      "\(Int.random(in: 1...99, using: &random)).\(Int.random(in: 0...99, using: &random))"
    }
    .joined(separator: ", ")
  }

  private static func body(_ random: inout some RandomNumberGenerator) -> String {
    func int() -> Int { Int.random(in: 3...120, using: &random) }
    let bodies = [
      "x &* \(int()) &- \(int())",
      "x % \(int()) < \(int()) ? \(int()) : -\(int())",
      "Int64(Float(x & 0xFF) * \(int()).25)",
      "let y: UInt16 = \(int()); return Int64(y &* \(int())) &+ x",
      "switch x & 7 { case 1: return \(int()); case 2...4: return -\(int()); default: return \(int()) }",
      "(0..<\(int() % 9 + 2)).reduce(x) { $0 &+ Int64($1) &* \(int()) }",
      "\"text \(int())\".utf8.reduce(x) { $0 &* 3 &+ Int64($1) }",
      "var values = [\(int()), \(int()), \(int())]; values.append(\(int())); return Int64(values[Int(x & 1) + 1])",
      "let on = x & \(int()) > \(int()) && !false; return on ? 1 : \(int())",
      "min(max(x, \(int())), 9_999) &+ Int64(Double(\(int())) * 1.0e-1)",
      "if case \(int()) = x & 0x7F { return \(int()) }; return ~x >> \(int() % 5 + 1)",
      "guard x > \(int()) else { return \(int()) }; return Int64(Int8(\(int() % 100))) &* x",
    ]
    return bodies.randomElement(using: &random) ?? ""
  }
}
