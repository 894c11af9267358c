import CHostSystem

/// The file system that a folder is on, as far as inotify(7) is concerned.
public struct FileSystemKind: Sendable, Equatable {
  public let name: String
  /// Whether files can change in a way that inotify does not report: on another machine, or beneath the mount.
  public let changesUnseen: Bool

  // The numbers of statfs(2).
  private static let unseen: [UInt32: String] = [
    0x6573_5546: "fuse", 0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2",
    0x0102_1997: "9p", 0x794C_7630: "overlay", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs",
    0x00C3_6400: "ceph", 0x5346_414F: "afs", 0x7375_7245: "coda",
  ]

  /// Nil if there is no such folder.
  public init?(of folder: String) {
    let number = unsafe host_file_system_type(folder)
    if number == 0 { return nil }
    name = Self.unseen[number] ?? "0x" + String(number, radix: 16)
    changesUnseen = Self.unseen[number] != nil
  }
}
