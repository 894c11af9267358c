/// Ends a program with this message on standard error and status 1.
public struct ProgramError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
