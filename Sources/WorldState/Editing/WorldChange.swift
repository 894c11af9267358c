/// What somebody changed of a running world by hand, so that it can be reverted.
public enum WorldChange: Sendable, Hashable {
  /// - Parameter element: the pool element that the value is in, wherever the pool has moved it since; nil outside of pools.
  case value(path: WorldPath, before: String, after: String, element: ElementIdentity?)
  case pool(PoolEdit)

  public var path: WorldPath {
    switch self {
    case .value(let path, _, _, _): path
    case .pool(let edit): edit.path
    }
  }

  public var before: String {
    switch self {
    case .value(_, let before, _, _): before
    case .pool(let edit): edit.before
    }
  }

  public var after: String {
    switch self {
    case .value(_, _, let after, _): after
    case .pool(let edit): edit.after
    }
  }
}
