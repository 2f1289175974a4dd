"""The tests. The folders are tiers: unit, integration, scenario, contract, browser and architecture."""
