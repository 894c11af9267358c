import Foundation

/// The program `hotloop`, for hosts in processes of their own.
public enum HotLoopProgram {
  /// The path of the program to run.
  ///
  /// - Parameter path: a program that was built already. If nil, SwiftPM brings the release build of the clone up to
  ///   date, with its progress on standard error.
  public static func path(_ path: String?) throws -> String {
    guard let path else { return try build() }
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    guard FileManager.default.isExecutableFile(atPath: absolute) else {
      throw ProgramError("\(absolute) is not an executable file; give --hotloop the path of a built hotloop")
    }
    return absolute
  }

  private static func build() throws -> String {
    let arguments = ["build", "-c", "release", "--product", "hotloop", "--package-path", Repository.root]
    let swift = Process()
    swift.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    swift.arguments = ["swift"] + arguments
    // Standard output is for the figures.
    swift.standardOutput = FileHandle.standardError
    try swift.run()
    swift.waitUntilExit()
    let program = Repository.root + "/.build/release/hotloop"
    guard swift.terminationStatus == 0, FileManager.default.isExecutableFile(atPath: program) else {
      throw ProgramError("hotloop was not built; `swift \(arguments.joined(separator: " "))` says why")
    }
    return program
  }
}
