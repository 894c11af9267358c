/// The libraries that an object needs, as the compiler recorded them in it.
enum Autolink {
  /// Linker arguments (`-lswiftGlibc`, …) in order of first appearance.
  static func libraries(of objects: [[UInt8]]) throws(ELFImage.Truncated) -> [String] {
    var libraries: [String] = []
    for bytes in objects {
      guard let section = try ELFImage(bytes: bytes).content(ofSection: ".swift1_autolink_entries") else {
        continue
      }
      for entry in section.split(separator: 0) {
        let argument = String(decoding: entry, as: UTF8.self)
        if !libraries.contains(argument) { libraries.append(argument) }
      }
    }
    return libraries
  }
}
