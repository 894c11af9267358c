import ArgumentParser

/// `hotloop-bench`, which `hotloop bench` runs: measures the engine on this machine.
@main
struct BenchProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotloop-bench",
    abstract: "Measure the engine on this machine.",
    subcommands: [
      EvalBench.self, InspectorBench.self, LoopBench.self, MigrateBench.self, ReloadBench.self,
      RenderBench.self, SlotsBench.self, StartBench.self, SwapBench.self, TimeBench.self,
    ])
}
