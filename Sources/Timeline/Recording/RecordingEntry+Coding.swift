import WorldState

/// The content of blocks, by kind:
///
///      1 run       text game, text host, text revision, u8 fresh, u64 seed, i64 time
///      2 code      u64 generation, text source hash, u8 optimised, u8 tweaked, u32 n, n texts (actions), layout
///      3 file      u64 size, zlib of the bytes
///      4 context   u32 code, u32 n, n files (assets), u32 n, n files (stored)
///                  file: text name, u32 number of its content
///      5 keyframe  see `KeyframeCoder`
///      6 ticks     see `TickCoder`
///      7 mark      u64 position, text kind
///      8 branch    u64 position
///      9 exchange  nothing
///     10 crash     u64 position, a tick (`TickCoder`), text reason
///     11 end       nothing
///     12 explanation  u64 position, text
///
///     text: u32 bytes, UTF-8. layout: u32 bytes, `Layout.encoded`.
enum BlockKind: UInt32 {
  case run = 1
  case code, file, context, keyframe, ticks, mark, branch, exchange, crash, end, explanation
}

/// Why the content of a block cannot be read.
struct MalformedBlock: Error {
  let reason: String
}

typealias BlockReader = ByteReader<MalformedBlock>

extension RecordingEntry {
  var kind: BlockKind {
    switch self {
    case .run: .run
    case .code: .code
    case .file: .file
    case .context: .context
    case .keyframe: .keyframe
    case .ticks: .ticks
    case .mark: .mark
    case .branch: .branch
    case .exchange: .exchange
    case .crash: .crash
    case .end: .end
    case .explanation: .explanation
    }
  }

  /// The content of its block.
  /// - Parameter keyframes: has coded all keyframes before.
  func encoded(_ keyframes: inout KeyframeCoder) throws(RecordingError) -> [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .run(let run):
      for text in [run.game, run.host, run.revision] { bytes.append(text: text) }
      bytes.append(run.isFresh ? 1 : 0)
      bytes.append(integer: run.seed)
      bytes.append(integer: run.time)
    case .code(let code): bytes.append(code)
    case .file(let content):
      bytes.append(integer: UInt64(content.count))
      bytes += try Deflate.compress(content)
    case .context(let context):
      bytes.append(integer: context.code)
      for files in [context.assets, context.stored] { bytes.append(files) }
    case .keyframe(let keyframe): bytes = try keyframes.encode(keyframe)
    case .ticks(let position, let ticks):
      bytes.append(integer: UInt64(position))
      bytes.append(integer: UInt32(ticks.count))
      TickCoder.append(ticks, to: &bytes)
    case .mark(let mark):
      bytes.append(integer: UInt64(mark.position))
      bytes.append(text: mark.kind.rawValue)
    case .branch(let position): bytes.append(integer: UInt64(position))
    case .crash(let crash):
      bytes.append(integer: UInt64(crash.position))
      TickCoder.append([crash.tick], to: &bytes)
      bytes.append(text: crash.reason)
    case .explanation(let position, let text):
      bytes.append(integer: UInt64(position))
      bytes.append(text: text)
    case .exchange, .end: break
    }
    return bytes
  }

  /// - Parameter keyframes: has coded all keyframes before.
  /// - Returns: nil for a kind that does not exist.
  init?(kind: UInt32, _ content: [UInt8], _ keyframes: inout KeyframeCoder) throws(MalformedBlock) {
    guard let kind = BlockKind(rawValue: kind) else { return nil }
    var reader = BlockReader(content) { MalformedBlock(reason: $0) }
    switch kind {
    case .run:
      self = .run(
        RecordedRun(
          game: try reader.text(), host: try reader.text(), revision: try reader.text(),
          isFresh: try reader.flag(), seed: try reader.integer(), time: try reader.integer()))
    case .code: self = .code(try reader.code())
    case .file:
      let size = try reader.number()
      guard let bytes = Deflate.expand(try reader.rest(), to: size) else {
        throw reader.malformed("a file cannot be expanded")
      }
      self = .file(bytes)
    case .context:
      self = .context(
        RecordedContext(code: try reader.integer(), assets: try reader.files(), stored: try reader.files()))
    case .keyframe: self = .keyframe(try keyframes.decode(&reader))
    case .ticks:
      let position = try reader.number()
      let count = try Int(reader.integer(UInt32.self))
      self = .ticks(position: position, try TickCoder.read(count, from: &reader))
    case .mark:
      let position = try reader.number()
      guard let kind = TimelineMark.Kind(rawValue: try reader.text()) else {
        throw reader.malformed("a mark of an unknown kind")
      }
      self = .mark(TimelineMark(position: position, kind: kind))
    case .branch: self = .branch(position: try reader.number())
    case .exchange: self = .exchange
    case .crash:
      let position = try reader.number()
      let tick = try TickCoder.read(1, from: &reader)[0]
      self = .crash(RecordedCrash(position: position, tick: tick, reason: try reader.text()))
    case .end: self = .end
    case .explanation: self = .explanation(position: try reader.number(), try reader.text())
    }
    guard reader.isAtEnd else { throw reader.malformed("bytes follow the end of an entry") }
  }
}

extension [UInt8] {
  mutating func append(text: String) {
    append(integer: UInt32(text.utf8.count))
    append(contentsOf: text.utf8)
  }

  fileprivate mutating func append(_ code: RecordedCode) {
    append(integer: code.generation)
    append(text: code.sourceHash)
    append(code.isOptimised ? 1 : 0)
    append(code.isTweaked ? 1 : 0)
    append(integer: UInt32(code.actions.count))
    for action in code.actions { append(text: action) }
    let layout = code.layout.encoded
    append(integer: UInt32(layout.count))
    append(contentsOf: layout)
  }

  fileprivate mutating func append(_ files: [RecordedContext.File]) {
    append(integer: UInt32(files.count))
    for file in files {
      append(text: file.name)
      append(integer: file.content)
    }
  }
}

extension BlockReader {
  /// A position or a size.
  mutating func number() throws(MalformedBlock) -> Int {
    let number = try integer(UInt64.self)
    guard let number = Int(exactly: number) else { throw malformed("a number is too large") }
    return number
  }

  mutating func rest() throws(MalformedBlock) -> ArraySlice<UInt8> { try slice(remaining) }

  mutating func text() throws(MalformedBlock) -> String { try text(Int(integer(UInt32.self))) }

  mutating func flag() throws(MalformedBlock) -> Bool {
    let byte = try byte()
    guard byte <= 1 else { throw malformed("neither yes nor no") }
    return byte == 1
  }

  fileprivate mutating func code() throws(MalformedBlock) -> RecordedCode {
    let (generation, hash) = (try integer(UInt64.self), try text())
    let (isOptimised, isTweaked) = (try flag(), try flag())
    var actions: [String] = []
    for _ in 0..<(try integer(UInt32.self)) { try actions.append(text()) }
    let bytes = Array(try slice(Int(integer(UInt32.self))))
    do throws(LayoutError) {
      return RecordedCode(
        generation: generation, sourceHash: hash, isOptimised: isOptimised, isTweaked: isTweaked,
        actions: actions, layout: try Layout(encoded: bytes))
    } catch {
      throw malformed("\(error)")
    }
  }

  fileprivate mutating func files() throws(MalformedBlock) -> [RecordedContext.File] {
    var files: [RecordedContext.File] = []
    for _ in 0..<(try integer(UInt32.self)) {
      files.append(RecordedContext.File(name: try text(), content: try integer()))
    }
    return files
  }
}
