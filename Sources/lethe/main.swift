import Launch

await Entry.run()
