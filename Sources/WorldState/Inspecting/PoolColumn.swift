import CGameABI

/// A value that every element of a pool has: a column of the pool as a table.
public struct PoolColumn: Hashable, Sendable {
  /// From the element: `health`, `body.position.x`, `slots[2]`.
  public var path: WorldPath
  /// `float`, `enum Kind`.
  public var type: String
  /// Of the enum, if it is one.
  public var enumeration: Layout.Enumeration?
  let scalar: Scalar
  /// Bytes from the start of the element.
  let offset: Int

  public var name: String { path.description }
  public var isNumber: Bool { scalar != .bool && enumeration == nil }
  public var isInteger: Bool { scalar.isInteger && enumeration == nil }
}

extension Layout {
  /// Longer arrays have no columns: they are read in the tree.
  public static let maxColumnsOfArray = 8

  /// The columns of the elements of a struct, in the order of its fields.
  func columns(of index: Int) -> [PoolColumn] {
    var columns: [PoolColumn] = []
    collect(structs[index], at: WorldPath(), offset: 0, &columns)
    return columns
  }

  private func collect(_ one: Struct, at path: WorldPath, offset: Int, _ columns: inout [PoolColumn]) {
    for field in one.fields where field.count <= Self.maxColumnsOfArray {
      let own = path.appending(.field(field.name))
      for element in 0..<field.count {
        let place = field.isArray ? own.appending(.element(element)) : own
        let start = offset + field.offset + element * size(of: field.type)
        switch field.type {
        case .scalar(let scalar):
          columns.append(PoolColumn(path: place, type: "\(scalar)", scalar: scalar, offset: start))
        case .enumeration(let name, let storage):
          columns.append(
            PoolColumn(
              path: place, type: "enum \(name)", enumeration: enumeration(named: name), scalar: storage,
              offset: start))
        case .structure(let inner): collect(structs[inner], at: place, offset: start, &columns)
        // Elements of pools have none.
        case .pool: break
        }
      }
    }
  }
}

/// The elements of one pool. Valid as long as its reader.
@safe public struct PoolReader {
  public let columns: [PoolColumn]
  public let count: Int
  /// The name of the elements' struct.
  public let elementName: String
  /// Of the layout that the columns belong to.
  let layoutHash: UInt64
  /// Keeps the bytes mapped.
  private let reader: WorldReader
  private let start: UnsafeRawPointer
  /// Nil if the elements have no identities.
  private let identities: UnsafeRawPointer?
  private let stride: Int

  init?(_ reader: WorldReader, at location: WorldReader.Location) {
    guard location.arrayCount == nil, case .pool(let element) = location.type else { return nil }
    self.reader = reader
    layoutHash = reader.layout.hash
    columns = reader.layout.columns(of: element)
    count = reader.poolCount(at: location)
    elementName = reader.layout.structs[element].name
    stride = reader.layout.structs[element].size
    unsafe start = reader.base + reader.poolElement(0, of: element, at: location).offset
    let capacity = reader.storage(at: location)?.capacity ?? 0
    let column = PoolBlock(elementSize: stride).identities(capacity)
    unsafe identities = reader.hasIdentities ? unsafe start + column : nil
  }

  /// - Parameter index: below `count`.
  func value(_ column: PoolColumn, of index: Int) -> WorldValue {
    unsafe WorldValue(column.scalar, at: start + index * stride + column.offset)
  }

  /// A value as text, constants by name.
  /// - Parameter index: below `count`.
  public func text(_ column: PoolColumn, of index: Int) -> String {
    let value = value(column, of: index)
    return column.enumeration?.text(of: value.bits) ?? value.description
  }

  /// The identity of an element; nil if it has none.
  /// - Parameter index: below `count`.
  public func identity(of index: Int) -> UInt32? {
    guard let identities = unsafe identities else { return nil }
    let number = unsafe (identities + 4 * index).loadUnaligned(as: UInt32.self)
    return number == 0 ? nil : number
  }

  /// Where the element of an identity is; nil if it is gone.
  /// - Parameter guess: where it was. It is looked for elsewhere only if it is not there.
  public func index(ofIdentity number: UInt32, guess: Int) -> Int? {
    if guess >= 0, guess < count, identity(of: guess) == number { return guess }
    return (0..<count).first { identity(of: $0) == number }
  }
}

extension WorldReader {
  /// The pool at a path.
  public func pool(at path: WorldPath) throws(WorldError) -> PoolReader {
    let location = try resolve(path)
    guard let pool = PoolReader(self, at: location) else {
      throw .notAPool(path: path.description, type: kindName(of: location))
    }
    return pool
  }
}
