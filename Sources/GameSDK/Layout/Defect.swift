/// The reason why a game cannot be used: what is wrong, where, and what to write instead.
struct Defect: Error, Equatable {
  var text: String
  init(_ text: String) { self.text = text }
}
