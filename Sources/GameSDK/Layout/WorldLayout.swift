import CGameABI

/// The types of a world: all C structs that it contains, with their fields. `structs[0]` is the world.
struct WorldLayout: Equatable {
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
    /// The number of elements of a C array; nil for other fields. Swift imports an array of one element as a scalar.
    var arrayCount: Int?
  }

  enum Value: Equatable {
    case scalar(Scalar)
    /// A C enum with its name and the type that stores it.
    case enumeration(String, Scalar)
    /// The index of a struct in `structs`.
    case record(Int)
    /// The index of the struct of a pool's elements.
    case pool(Int)
  }

  /// The number types that a world may contain.
  enum Scalar: Equatable {
    case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float, double
  }

  var structs: [Record] = []
}
