"""政务舆情回应: from the detection of public opinion to the response, its evaluation and what follows; messages too."""
