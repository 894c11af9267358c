/// The colours of the overlay. Each pair stays readable in every colour depth.
struct OverlayLook: Sendable {
  /// The text, the edge with the title, and secondary text.
  var body: CellAppearance
  var title: CellAppearance
  var dim: CellAppearance

  private init(fore: UInt32, back: UInt32, title: UInt32, dim: UInt32) {
    body = CellAppearance(fore: fore, back: back)
    self.title = CellAppearance(fore: 0xFFFFFF, back: title).bold
    self.dim = CellAppearance(fore: dim, back: back)
  }

  static let help = OverlayLook(fore: 0xE4E8F0, back: 0x141824, title: 0x2A4878, dim: 0xB4BAC6)
  static let panel = OverlayLook(fore: 0xF0F0F4, back: 0x241014, title: 0x8C2024, dim: 0xC0B8BC)
  static let good = OverlayLook(fore: 0xB8F0B8, back: 0x10201A, title: 0x10201A, dim: 0xB8F0B8)
  static let plain = OverlayLook(fore: 0xE4E8F0, back: 0x141824, title: 0x141824, dim: 0xE4E8F0)
  static let bad = OverlayLook(fore: 0xFFD0C8, back: 0x2C1014, title: 0x2C1014, dim: 0xFFD0C8)

  static let bar = CellAppearance(fore: 0xD0D4DC, back: 0x1C2028)
  static let badBar = CellAppearance(fore: 0xFFD0C8, back: 0x4A1418)
  /// A lasting state that the player must not miss: pause, rollback, a chosen entry.
  static let notice = CellAppearance(fore: 0x201000, back: 0xFFC850).bold

  func appearance(of role: Overlay.Line.Role) -> CellAppearance {
    var appearance = body
    switch role {
    case .plain: break
    case .title: appearance = appearance.bold
    case .location: appearance.fore = 0xFFC8A0
    case .code: appearance.fore = 0xD8E4FF
    case .marker: appearance.fore = 0xFF9080
    case .dim: appearance.fore = dim.fore
    }
    return appearance
  }

  /// Everything that text is written in, for the test of its contrast.
  static let all: [CellAppearance] =
    [help, panel, good, plain, bad].flatMap { [$0.body, $0.title, $0.dim] } + [bar, badBar, notice]
    + [panel, help].flatMap { Overlay.Line.Role.allCases.map($0.appearance) }
}
