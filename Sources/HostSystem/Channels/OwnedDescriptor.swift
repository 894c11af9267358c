import Glibc

/// A file descriptor that is closed with its last owner.
final class SharedDescriptor: Sendable {
  private let descriptor: OwnedDescriptor

  init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  var number: Int32 { descriptor.number }
}

/// A file descriptor that is closed with its owner.
public struct OwnedDescriptor: ~Copyable, Sendable {
  public let number: Int32

  public init(owning number: Int32) {
    self.number = number
    HeldDescriptors.note(number)
  }

  deinit {
    HeldDescriptors.forget(number)
    close(number)
  }

  /// Gives up ownership: the caller closes the descriptor.
  public consuming func release() -> Int32 {
    let number = number
    HeldDescriptors.forget(number)
    discard self
    return number
  }
}
