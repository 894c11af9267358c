import CGameABI

/// The types of a world: every C struct that it reaches, with its fields. `structs[0]` is the world.
struct Layout: Equatable {
  struct Record: Equatable {
    var name: String
    var size: Int
    var alignment: Int
    var fields: [Field]
  }

  struct Field: Equatable {
    var name: String
    var offset: Int
    var value: Value
    /// Elements of a C array; nil for a field that is none. Swift shows an array of one as a scalar.
    var arrayCount: Int?
  }

  enum Value: Equatable {
    case scalar(Scalar)
    /// A C enum with its name and how it is stored.
    case enumeration(String, Scalar)
    /// An index into `structs`.
    case record(Int)
    /// A pool of the struct with this index.
    case pool(Int)
  }

  /// What a world can hold of numbers.
  enum Scalar: Equatable {
    case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float, double
  }

  var structs: [Record] = []
}
