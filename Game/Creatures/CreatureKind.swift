/// A kind of creature: one entry of assets/creatures.txt. Lengths are pixels, times are seconds.
struct CreatureKind: ContentEntry {
  let name: String
  var health: Float = 1
  var speed: Float = 15
  /// Half the edge of the body.
  var halfSize: Float = 1.5
  var points: Int32 = 10
  var movement = Movement.chase
  /// Its attacks, one after the other.
  var attacks: [Attack] = []
  /// What it leaves behind when it dies.
  var brood: Brood?
  /// The name on screen of a boss; nil for any other creature.
  var title: String?
  /// The frames of its animation, as letters of the palette.
  var frames: [[Substring]] = []

  var isBoss: Bool { title != nil }
  /// Whether nothing pushes it.
  var isHeavy: Bool { isBoss || movement == .stay }

  /// Stands for a kind that is no longer in the file, and for all kinds until the file was read.
  static let unknown: CreatureKind = {
    var kind = CreatureKind(name: "creature")
    kind.frames = [["pp", "pp"]]
    return kind
  }()

  init(name: String) { self.name = name }
}

/// How a creature moves. To add a way: a case here, and what it does in Movement.swift.
enum Movement: Equatable {
  /// Along the shortest way to the player.
  case chase
  /// Straight to the player, above the walls.
  case fly
  /// Keeps this distance to the player while it can see the player; chases otherwise.
  case keep(Float)
  /// Not at all.
  case stay

  /// Whether walls do not stop it.
  var isAirborne: Bool { self == .fly }
}

/// An attack of a creature.
struct Attack {
  enum Action {
    /// Shoots a fan of shots at the player.
    case shoot(shot: UInt32, count: Int)
    /// Shoots in all directions.
    case ring(shot: UInt32, count: Int)
    case breed(Brood)
    /// Stops, then dashes at this speed towards where the player was.
    case charge(speed: Float)
    /// Stops, then explodes with this radius.
    case explode(radius: Float)
  }

  var action: Action
  /// The time until the next attack.
  var interval: Float
  /// The greatest distance of the player at which the creature attacks.
  var range: Float = .infinity

  /// Whether the player must be visible.
  var needsSight: Bool {
    switch action {
    case .shoot, .charge, .explode: true
    case .ring, .breed: false
    }
  }
}

/// Creatures that come out of another one.
struct Brood {
  var kind: UInt32
  var count: Int
}
