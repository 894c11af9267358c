/// What a file declares for others.
struct FileInterface: Equatable, Codable, Sendable {
  let path: String
  let parts: [InterfacePart]
}
