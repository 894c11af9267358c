/// A failed check of a soak.
struct SoakFailure: Error {
  let expected: String
  let found: String
}
