/// The folder /proc, through which programs find themselves: their arguments, their file, their descriptors.
public enum ProcessFolder {
  /// Why it cannot be used, and what to do; nil if it can. Without it, not even the arguments of the command line are known.
  public static var problem: String? {
    if DiskFile.link(ProcessLaunch.thisProgram) != nil { return nil }
    return "/proc is hidden or not mounted here, and HotLoop and the Swift compiler cannot run without it; "
      + "mount it with: mount -t proc proc /proc"
  }
}
