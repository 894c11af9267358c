/// What an attached window sends to the host: one object for each line.
public enum WindowInput: Sendable, Equatable {
  /// By the names of `keys.yaml`.
  case key(Key, KeyPhase, base: Key?)
  case resize(CellSize)
  case wheel(Int)
  case mouse(column: Int, row: Int, isDown: Bool)
  case paste(String)

  /// Why a line is no input.
  public struct Refusal: Error, Equatable {
    public let message: String
  }

  public static func parse(_ line: String) -> Result<WindowInput, Refusal> {
    func refuse(_ message: String) -> Result<WindowInput, Refusal> { .failure(Refusal(message: message)) }
    guard let value = JSONValue(parsing: line), case .object(let members) = value else {
      return refuse("not an object of JSON; send one such as {\"key\": \"f5\"}")
    }
    let kinds = ["key", "mouse", "paste", "size", "wheel"]
    let named = members.keys.filter(kinds.contains)
    guard named.count == 1 else {
      return refuse("an input has exactly one of \(kinds.joined(separator: ", "))")
    }
    let extra = members.keys.filter {
      !named.contains($0) && !(named == ["key"] && ["phase", "base"].contains($0))
    }
    if let extra = extra.sorted().first { return refuse("there is no member \"\(extra)\"") }
    switch named[0] {
    case "key":
      guard let key = value["key"]?.string.flatMap(Key.init(name:)) else {
        return refuse("\"key\" is no name of a key, such as f5 or ctrl-u")
      }
      guard let phase = phase(value["phase"]) else {
        return refuse("\"phase\" is one of press, repeat, release")
      }
      let base = value["base"]?.string.flatMap(Key.init(name:))
      if value["base"] != nil, base == nil { return refuse("\"base\" is no name of a key") }
      return .success(.key(key, phase, base: base))
    case "size":
      guard let size = value["size"]?.string.flatMap(CellSize.init(text:)) else {
        return refuse("\"size\" is columns and rows, such as 80x24, at most \(CellSize.largest.plain)")
      }
      return .success(.resize(size))
    case "wheel":
      guard let steps = value["wheel"]?.integer, abs(steps) <= mostSteps else {
        return refuse("\"wheel\" is a number of steps from -100 to 100")
      }
      return .success(.wheel(steps))
    case "paste":
      guard let text = value["paste"]?.string else { return refuse("\"paste\" is a text") }
      return .success(.paste(text))
    default:
      guard let parts = value["mouse"]?.array, parts.count == 3, let column = parts[0].integer,
        let row = parts[1].integer, case .bool(let isDown) = parts[2],
        (0..<CellSize.largest.columns) ~= column,
        (0..<CellSize.largest.rows) ~= row
      else { return refuse("\"mouse\" is column, row and whether a button is down, such as [3, 4, true]") }
      return .success(.mouse(column: column, row: row, isDown: isDown))
    }
  }

  private static func phase(_ value: JSONValue?) -> KeyPhase? {
    guard let value else { return .press }
    switch value.string {
    case "press": return .press
    case "repeat": return .repeat
    case "release": return .release
    default: return nil
    }
  }

  /// What `parse` reads.
  public var line: String {
    let members: [String: JSONValue]
    switch self {
    case .key(let key, let phase, let base):
      var key: [String: JSONValue] = ["key": .string(key.fileName)]
      if phase == .repeat { key["phase"] = "repeat" }
      if phase == .release { key["phase"] = "release" }
      key["base"] = base.map { .string($0.fileName) }
      members = key
    case .resize(let size): members = ["size": .string(size.plain)]
    case .wheel(let steps): members = ["wheel": .integer(Int64(steps))]
    case .mouse(let column, let row, let isDown):
      members = ["mouse": .array([.integer(Int64(column)), .integer(Int64(row)), .bool(isDown)])]
    case .paste(let text): members = ["paste": .string(text)]
    }
    return JSONValue.object(members).line
  }
}
