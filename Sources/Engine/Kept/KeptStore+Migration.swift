import CGameABI
import HostSystem
import WorldState

extension KeptStore {
  /// Replaces a value by the same in another layout, field by field.
  /// - Returns: nil if that is not possible.
  func migrate(_ value: KeptValue, to shape: KeptShape) -> KeptValue? {
    guard value.shape.count == shape.count, value.shape.isArray == shape.isArray,
      let old = value.shape.layout.flatMap({ try? Layout(encoded: $0) }),
      let new = shape.layout.flatMap({ try? Layout(encoded: $0) }),
      let migration = ElementMigration(from: old, to: new), migration.fromSize == value.shape.elementSize,
      migration.toSize == shape.elementSize
    else { return nil }
    do throws(KeptRefusal) {
      let (handle, block) = try begin(value.name, shape)
      unsafe migration.run(from: value.block.start, to: block.start, count: shape.count)
      let migrated = try publish(
        handle, as: value.name, shape, file: value.origin.file, line: value.origin.line, replaces: true,
        isEarlier: false)
      log(
        LogLevelInfo,
        "kept value \(value.name): \(shape.change(from: value.shape)); it was migrated field by field")
      return migrated
    } catch {
      log(LogLevelWarning, error.description)
      return nil
    }
  }
}
