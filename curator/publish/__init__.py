"""Publishers: what an edition becomes, put where it is to stand; one file a kind."""
