/// One action of a soak on a running game.
enum SoakEdit: Sendable {
  case good, layout, enumeration, poolElement, revert, touch, halfSave, rename, folderAway, damagedImages
  case place(SoakPlace)
  case burst(Int)
  case syntaxError, typeError, badHeader, notUTF8, deleteSource, deleteHeader
  case fault(SoakFault, SoakCallback)
  /// A C constructor that fails when the image is loaded.
  case constructor(String)
  case badAsset
  /// A command of the control socket that a key has, too.
  case key(String)

  /// For the report, which counts edits by kind.
  var kind: String {
    switch self {
    case .good: "good edit"
    case .layout: "layout change"
    case .enumeration: "enum constants changed"
    case .poolElement: "pool element changed"
    case .place(let place): place.rawValue
    case .revert: "revert"
    case .touch: "save without a change"
    case .halfSave: "save in two halves"
    case .rename: "file renamed"
    case .folderAway: "Game renamed and back"
    case .damagedImages: "images on disk truncated"
    case .burst: "burst of saves"
    case .syntaxError: "syntax error"
    case .typeError: "type error"
    case .badHeader: "error in world.h"
    case .notUTF8: "file not UTF-8"
    case .deleteSource: "source deleted"
    case .deleteHeader: "world.h deleted"
    case .fault(let fault, let callback): "\(fault.rawValue) in \(callback.rawValue)"
    case .constructor: "crash at load"
    case .badAsset: "bad asset"
    case .key(let command): "key: \(command)"
    }
  }

  static func random(using random: inout SoakRandom, callbacks: [SoakCallback]) -> SoakEdit {
    random.pick(weighted: [
      (24, .good), (8, .layout), (8, .enumeration), (8, .poolElement),
      (8, .place(random.pick(SoakPlace.allCases))), (6, .revert), (3, .touch), (3, .halfSave), (3, .rename),
      (2, .folderAway),
      (2, .damagedImages),
      (6, .burst(Int.random(in: 2...8, using: &random))), (6, .syntaxError), (3, .typeError), (3, .badHeader),
      (2, .notUTF8), (3, .deleteSource), (2, .deleteHeader), (3, .badAsset),
      (20, .fault(random.pick(SoakFault.allCases), random.pick(callbacks))),
      (3, .constructor(random.pick(constructors))), (8, .key(random.pick(keys))),
    ])
  }

  private static let constructors = ["abort();", "*(volatile int *)0 = 1;", "_Exit(0);", "__builtin_trap();"]
  private static let keys = ["rollback", "forward", "rollback-world", "reload"]

  /// What must follow an edit if everything was in order before.
  enum Outcome: Equatable {
    /// The source with this mark runs.
    case runs(mark: Int)
    /// The host reports one of these events, and the previous source keeps running.
    case reports([String])
    /// Some source runs.
    case any
  }
}

/// Where, and with which line ends, the soak's source is saved.
enum SoakPlace: String, CaseIterable, Sendable {
  case symbolicLink = "source behind a symbolic link"
  case hardLink = "source with a second name, and a forced reload"
  case folder = "source moved to a folder"
  case linkedFolder = "source moved to a linked folder"
  case crlf = "source and header with CRLF"
}
