import Synchronization
import Testing

@testable import HostSystem

@Suite("Folders for the time of some work")
struct ScratchFolderTests {
  private struct Failure: Error {}

  @Test("The folder is there for the work, and is removed, also after an error")
  func removed() async throws {
    let path = try await ScratchFolder.with("hotloop-test") { path in
      #expect(DiskFile.isFolder(path))
      try DiskFile.write([1], to: path + "/a")
      return path
    }
    #expect(!DiskFile.exists(path))
    let failed = Mutex("")
    await #expect(throws: Failure.self) {
      try await ScratchFolder.with("hotloop-test") { path in
        failed.withLock { $0 = path }
        try DiskFile.write([1], to: path + "/a")
        throw Failure()
      }
    }
    let folder = failed.withLock { $0 }
    #expect(folder.contains("/hotloop-test-") && !DiskFile.exists(folder))
  }
}
