import CHostSystem
import Glibc
import SystemPackage

extension DiskFile {
  /// Renames a file or a folder to the first free name of `PATH.corrupt-1`, `PATH.corrupt-2` and so on, and returns it.
  /// Replaces nothing.
  public static func setAside(_ path: String) throws(FileError) -> String {
    var number = 1
    while true {
      let copy = "\(path).corrupt-\(number)"
      if unsafe host_rename_new(path, copy) == 0 { return copy }
      switch errno {
      case EEXIST: number += 1
      // The file system can only rename with replacement.
      case EINVAL where exists(copy): number += 1
      case EINVAL:
        try rename(path, to: copy)
        return copy
      default: throw FileError(path: path, errno: Errno(rawValue: errno), action: .rename)
      }
    }
  }
}
