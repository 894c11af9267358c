import CHostSystem

/// File systems on which files can change in a way that inotify(7) does not report: on another machine, or beneath the mount.
public enum FileSystemKind {
  // The numbers of statfs(2).
  private static let unseen: [UInt32: String] = [
    0x6573_5546: "fuse", 0x6969: "nfs", 0x517B: "smb", 0xFF53_4D42: "cifs", 0xFE53_4D42: "smb2",
    0x0102_1997: "9p", 0x794C_7630: "overlay", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs",
    0x00C3_6400: "ceph", 0x5346_414F: "afs", 0x7375_7245: "coda",
  ]

  /// The name of the file system of a folder, if changes on it are not all reported; nil if they are, or if there is no such
  /// folder.
  public static func unseen(at folder: String) -> String? { unseen[unsafe host_file_system_type(folder)] }
}
