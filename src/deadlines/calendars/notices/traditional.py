"""Traditional characters of holiday notices to simplified ones. Opens no file."""

from __future__ import annotations

_TRADITIONAL = (
    "國務辦廳關於節間發電號勞動慶調補週農曆歷與連個將為爲應經現體請縣區級門廣壯會爾齋機構單業職實際據"
    "開學長結從團進聯紀駐內屬達對當種類傳統習慣規則條適報時處確護衛眾衆過義戰爭勝黨龍滿漢萬億數後鄉鎮"
    "場協導貫徹執復陽陰臘閏終續讓產運輸總險權歲雙東涼寧瓊蘇遼貴雲陝肅臺灣興貿覽組織親領來點還這們兩幾"
    "歡樂強環參觀該頁題標書議論證許設訊誤遲選遠邊郵釋錄鐵隨難靜順預願風飛館馬驗魯鮮黃華顯藝萊責備決準"
    "幹檢極沒潤燈獎療礎積穩競範紅約線練縮績聽"
)

_PLAIN = (
    "国务办厅关于节间发电号劳动庆调补周农历历与连个将为为应经现体请县区级门广壮会尔斋机构单业职实际据"
    "开学长结从团进联纪驻内属达对当种类传统习惯规则条适报时处确护卫众众过义战争胜党龙满汉万亿数后乡镇"
    "场协导贯彻执复阳阴腊闰终续让产运输总险权岁双东凉宁琼苏辽贵云陕肃台湾兴贸览组织亲领来点还这们两几"
    "欢乐强环参观该页题标书议论证许设讯误迟选远边邮释录铁随难静顺预愿风飞馆马验鲁鲜黄华显艺莱责备决准"
    "干检极没润灯奖疗础积稳竞范红约线练缩绩听"
)

SIMPLIFIED = dict(zip(map(ord, _TRADITIONAL), _PLAIN, strict=True))
"""For ``str.translate``: the characters that the words of notices are written with, not a general converter."""
