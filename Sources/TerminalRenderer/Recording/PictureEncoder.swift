import CGameABI
import Engine
import Glibc

/// Encodes pictures as the bytes that show them, without a terminal: for recordings, files and measurements. The bytes of a
/// picture depend on the previous picture. One thread.
///
/// They are the bytes that `NcursesTerminal` writes with our own encoder, for a terminal that is blank at first, in the
/// alternate screen and raw mode, without wrapping.
public final class PictureEncoder {
  private let encoder: FrameEncoder
  private let output = ByteBuffer(capacity: 1 << 16)

  /// - Parameters:
  ///   - color: the number of colours; `auto` is true colour.
  ///   - asciiOnly: whether only ASCII is written.
  ///   - synchronized: whether each picture is synchronized, so that it appears at once (DECSET 2026).
  public init(color: TerminalOptions.Color = .truecolor, asciiOnly: Bool = false, synchronized: Bool = false)
  {
    encoder = FrameEncoder(
      depth: color.depth, asciiOnly: asciiOnly, dialect: EncoderDialect(synchronized: synchronized))
  }

  /// Encodes the next picture. Replaces `bytes`.
  ///
  /// - Returns: the number of cells that changed.
  @discardableResult
  public func encode(_ picture: CellBuffer) -> Int {
    output.removeAll()
    return encoder.encode(picture, limit: picture.size, into: output)
  }

  /// The bytes of the last picture; empty if nothing changed.
  public var bytes: [UInt8] { output.bytes }

  /// The last picture in the colours and characters that are sent: palette index n is 0x01000000 + n.
  public var shown: CellBuffer { encoder.shownPicture }

  /// Writes all bytes of the last picture to a descriptor. Waits while a non-blocking descriptor accepts none.
  ///
  /// - Returns: the number of bytes, or -1 with `errno`.
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
