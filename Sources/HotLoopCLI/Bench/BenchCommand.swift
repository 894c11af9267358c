import ArgumentParser

/// `hotloop bench …`: measures what the engine promises, on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the engine on this machine.",
    subcommands: [MigrateBench.self, SwapBench.self, LoopBench.self, RenderBench.self])
}
