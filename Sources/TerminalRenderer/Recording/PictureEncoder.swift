import CGameABI
import Engine
import Glibc

/// Turns pictures into the bytes that show them, without a terminal of its own: for recordings, for files, for
/// measurements. Each picture follows from the one before. For one thread.
///
/// The bytes are those of `NcursesTerminal` with its own encoder, for a terminal that shows nothing at first and has the
/// alternate screen, raw mode and no wrapping.
public final class PictureEncoder {
  private let encoder: FrameEncoder
  private let output = ByteBuffer(capacity: 1 << 16)

  /// - Parameters:
  ///   - color: how many colours; `auto` is true colour.
  ///   - asciiOnly: whether only ASCII is written.
  ///   - synchronized: whether each picture is wrapped so that it appears at once (DECSET 2026).
  public init(color: TerminalOptions.Color = .truecolor, asciiOnly: Bool = false, synchronized: Bool = false)
  {
    let depth: ColorDepth =
      switch color {
      case .auto, .truecolor: .truecolor
      case .indexed256: .indexed256
      case .indexed16: .indexed16
      case .mono: .mono
      }
    encoder = FrameEncoder(
      depth: depth, asciiOnly: asciiOnly, dialect: EncoderDialect(synchronized: synchronized))
  }

  /// Makes the bytes of the next picture, in place of those of the one before.
  ///
  /// - Returns: how many cells changed.
  @discardableResult
  public func encode(_ picture: CellBuffer) -> Int {
    output.removeAll()
    return encoder.encode(picture, limit: picture.size, into: output)
  }

  /// The bytes of the last picture. Empty where nothing changed.
  public var bytes: [UInt8] { output.bytes }

  /// The last picture in the colours and characters that are sent: palette index n is 0x01000000 + n.
  public var shown: CellBuffer { encoder.shownPicture }

  /// Writes the bytes of the last picture to a descriptor, all of them; waits where it must.
  ///
  /// - Returns: how many, or -1 with `errno` where it cannot be written to.
  public func write(to descriptor: Int32) -> Int {
    var position = 0
    while position < output.count {
      let accepted = unsafe Glibc.write(descriptor, output.start + position, output.count - position)
      if accepted > 0 {
        position += accepted
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&wait, 1, -1)
      } else if errno != EINTR {
        return -1
      }
    }
    return position
  }
}
