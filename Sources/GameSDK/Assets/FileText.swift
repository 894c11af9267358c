extension String {
  /// The text of a file in UTF-8, without the byte order mark that some editors write in front of it.
  init(ofFile bytes: some Sequence<UInt8>) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AssetError("the file is not text in UTF-8")
    }
    self = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }
}
