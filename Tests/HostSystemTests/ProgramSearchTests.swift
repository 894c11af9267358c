import Testing

@testable import HostSystem

@Suite("Programs by their names")
struct ProgramSearchTests {
  @Test("The first folder of the path that has the program counts; folders and other files do not")
  func search() async throws {
    try await ScratchFolder.with("hotloop-path") { first in
      try await ScratchFolder.with("hotloop-path") { second in
        try DiskFile.write([], to: first + "/text")
        try DiskFile.write([], to: second + "/text")
        try DiskFile.makeExecutable(second + "/text")
        let search = ProgramSearch("\(first):\(second):/")
        #expect(search.find("text") == second + "/text")
        #expect(search.find("none") == nil && search.find("tmp") == nil)
      }
    }
  }
}
