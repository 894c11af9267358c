import GameBuilder

/// The table of literals of a loaded image. Confined to the loop's thread once the image runs.
@safe final class LiveTable: @unchecked Sendable {
  /// What the image was entered with.
  let entered: LiveEdit
  /// The literals with the texts that are in the files now.
  var source: LiveSource
  /// The number of changes so far.
  private(set) var changeCount: UInt64 = 0
  private let memory: UnsafeMutablePointer<UInt64>
  private let marks: UnsafeMutablePointer<UInt8>

  /// - Parameters:
  ///   - memory: of the table, filled.
  ///   - marks: a byte for each slot; the image's code sets it to 1 when it reads the slot.
  init(_ entered: LiveEdit, memory: UnsafeMutablePointer<UInt64>, marks: UnsafeMutablePointer<UInt8>) {
    self.entered = entered
    source = entered.source
    unsafe self.memory = memory
    unsafe self.marks = marks
  }

  /// Changes the value of a literal, which counts as not read then. No code of the game runs meanwhile: plain stores are enough.
  func store(_ text: String, in id: LiveLiteral.ID) {
    guard let (index, words) = try? source.content(of: id, text) else { return }
    for (offset, word) in words.enumerated() { unsafe memory[index + offset] = word }
    unsafe marks[index] = 0
    changeCount += 1
  }

  /// The values that the code reads now.
  var words: [UInt64] { unsafe Array(UnsafeBufferPointer(start: memory, count: entered.table.count)) }

  /// Where the table lies in memory, from an address in the same image on.
  func distance(from address: UnsafeRawPointer) -> Int { unsafe UnsafeRawPointer(memory) - address }

  /// Which values it has, and which of them were read.
  struct Contents {
    fileprivate let words: [UInt64]
    fileprivate let marks: [UInt8]
    var byteCount: Int { words.count * 9 }
  }

  /// Can be replaced by those of an earlier moment while a tick of then is computed again.
  var contents: Contents {
    get {
      unsafe Contents(
        words: Array(UnsafeBufferPointer(start: memory, count: entered.table.count)),
        marks: Array(UnsafeBufferPointer(start: marks, count: entered.table.count)))
    }
    set {
      for (index, word) in newValue.words.enumerated() { unsafe memory[index] = word }
      for (index, mark) in newValue.marks.enumerated() { unsafe marks[index] = mark }
    }
  }

  /// Whether code has read a literal since it was changed here or, if it was not, since the image was entered.
  func wasRead(_ id: LiveLiteral.ID) -> Bool {
    guard let index = source.slotIndex(of: id) else { return false }
    return unsafe marks[index] != 0
  }

  /// The text that a variable was initialised with.
  func enteredText(of id: LiveLiteral.ID) -> String? { entered.values[id] ?? entered.source.text(of: id) }
}
