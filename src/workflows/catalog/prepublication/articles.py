"""What the steps of a major decision rest on; how well each was read stands in README.md."""

from __future__ import annotations

DECISIONS = "重大行政决策程序暂行条例"
STARTING = "重大行政决策程序暂行条例第十一条（决策程序由决策机关启动，中止、终止参照）"
MEETINGS = "国办发〔2016〕80号会议办理程序的规定"
INTERPRETING = "国办发〔2016〕80号政策解读的规定"
PREPUBLICATION = "国办发〔2016〕80号预公开的规定"
LINKING = "决策文本与征集意见情况、解读情况相关联（贵阳市生态文明委2017年要点五）"
