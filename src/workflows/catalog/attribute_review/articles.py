"""What the steps of the attribute review rest on; how well each was read stands in README.md."""

from __future__ import annotations

DRAFTING = "国办发〔2016〕80号公文办理程序的规定"
INTERPRETING = "国办发〔2016〕80号政策解读的规定"
LAW = "政府信息公开条例"
SIGNING = "党政机关公文处理工作条例签发的规定"
CO_ISSUING = "党政机关公文处理工作条例联合行文的规定；政府信息公开条例第十条第三款"
SECRECY = "政府信息公开条例第十七条"
PRIVACY = "政府信息公开条例第十五条；去标识化的要求（汕环〔2018〕429号第6条第3项）"
ANNOTATING = "政府信息公开条例第二十六条；原文件标注的要求（鲁环办〔2018〕10号三、贵阳市生态文明委2017年要点五）"
LEDGER = "政府信息公开条例第十二条；主动公开文件台账的做法（甘环办发〔2020〕65号第13项）"
GAZETTE = "政府信息公开条例第二十三条；规范性文件在政府公报公开的做法（甘环办发〔2020〕65号第13项）"
