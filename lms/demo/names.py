"""Names of people who do not exist: Chinese with their pinyin, a few with rare characters, a few from abroad."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """One name in both scripts, each in its own order. `zh` is empty for who has no Chinese name."""

    zh: str
    latin: str

    @property
    def login(self) -> str:
        """The part of an e-mail address that stands for the name."""
        plain = unicodedata.normalize("NFKD", self.latin).lower()
        return ".".join("".join(c for c in part if c.isascii() and c.isalnum()) for part in plain.split())


# The weight of a surname says roughly how often it is met.
SURNAMES = (
    "王 Wang 9,李 Li 9,张 Zhang 8,刘 Liu 7,陈 Chen 7,杨 Yang 5,黄 Huang 4,赵 Zhao 4,吴 Wu 4,周 Zhou 4,徐 Xu 3,孙 Sun 3,"
    "马 Ma 3,朱 Zhu 3,胡 Hu 3,郭 Guo 3,何 He 3,林 Lin 3,高 Gao 2,罗 Luo 2,郑 Zheng 2,梁 Liang 2,谢 Xie 2,宋 Song 2,"
    "唐 Tang 2,许 Xu 2,邓 Deng 2,韩 Han 2,冯 Feng 2,曹 Cao 2,彭 Peng 2,曾 Zeng 2,肖 Xiao 2,田 Tian 2,董 Dong 2,"
    "潘 Pan 2,袁 Yuan 2,蔡 Cai 2,蒋 Jiang 2,余 Yu 2,于 Yu 2,杜 Du 2,叶 Ye 2,程 Cheng 2,魏 Wei 2,苏 Su 2,吕 Lü 2,"
    "丁 Ding 2,任 Ren 2,沈 Shen 2,姚 Yao 1,卢 Lu 1,姜 Jiang 1,崔 Cui 1,钟 Zhong 1,谭 Tan 1,陆 Lu 1,汪 Wang 1,范 Fan 1,"
    "金 Jin 1,石 Shi 1,廖 Liao 1,贾 Jia 1,夏 Xia 1,韦 Wei 1,付 Fu 1,方 Fang 1,邹 Zou 1,熊 Xiong 1,白 Bai 1,孟 Meng 1,"
    "秦 Qin 1,欧阳 Ouyang 1,上官 Shangguan 1"
)
GIVEN_MEN = (
    "建国 Jianguo,志强 Zhiqiang,伟 Wei,磊 Lei,俊杰 Junjie,浩然 Haoran,子轩 Zixuan,文斌 Wenbin,晓东 Xiaodong,海涛 Haitao,"
    "国栋 Guodong,振华 Zhenhua,永刚 Yonggang,家豪 Jiahao,明远 Mingyuan,立新 Lixin,军 Jun,鹏飞 Pengfei,宇航 Yuhang,"
    "天宇 Tianyu,思远 Siyuan,凯 Kai,文博 Wenbo,成龙 Chenglong,少华 Shaohua,晨 Chen,正阳 Zhengyang,嘉伟 Jiawei,"
    "卫东 Weidong,宏伟 Hongwei,一鸣 Yiming,泽宇 Zeyu,博文 Bowen,冠宇 Guanyu,景行 Jingxing,云峰 Yunfeng,启明 Qiming,"
    "德胜 Desheng,世杰 Shijie,耀辉 Yaohui,向阳 Xiangyang,继业 Jiye,长江 Changjiang,金龙 Jinlong,青松 Qingsong,"
    "亮 Liang,勇 Yong,超 Chao,斌 Bin,峰 Feng,昊 Hao,睿 Rui,逸飞 Yifei,承志 Chengzhi,瑞林 Ruilin,新民 Xinmin,"
    "东升 Dongsheng,兆丰 Zhaofeng,春生 Chunsheng,子墨 Zimo,沐阳 Muyang,铭 Ming,锐 Rui,翔 Xiang,敬之 Jingzhi,季平 Jiping"
)
GIVEN_WOMEN = (
    "晓彤 Xiaotong,敏 Min,静怡 Jingyi,雅婷 Yating,丽华 Lihua,婷婷 Tingting,欣怡 Xinyi,雪梅 Xuemei,佳怡 Jiayi,思琪 Siqi,"
    "文静 Wenjing,慧敏 Huimin,秀英 Xiuying,晓燕 Xiaoyan,海霞 Haixia,春燕 Chunyan,玉兰 Yulan,梦瑶 Mengyao,诗涵 Shihan,"
    "雨桐 Yutong,可欣 Kexin,晓琳 Xiaolin,颖 Ying,倩 Qian,芳 Fang,娜 Na,洁 Jie,琳 Lin,佩珊 Peishan,嘉慧 Jiahui,"
    "紫萱 Zixuan,若曦 Ruoxi,书瑶 Shuyao,安琪 Anqi,晨曦 Chenxi,美玲 Meiling,淑珍 Shuzhen,惠兰 Huilan,月 Yue,婉清 Wanqing,"
    "钰 Yu,亦菲 Yifei,心怡 Xinyi,晓雯 Xiaowen,舒 Shu,宁 Ning,念慈 Nianci,桂芳 Guifang,红梅 Hongmei,冬梅 Dongmei,"
    "燕 Yan,璐 Lu,涵 Han,曼 Man,筱 Xiao,凌 Ling,采薇 Caiwei,蓓 Bei,韵 Yun,思颖 Siying"
)
RARE = (
    Name("陈䶮", "Chen Yan"), Name("张𬭎", "Zhang Hong"), Name("王㛃", "Wang Jie"), Name("刘𬀩", "Liu Wei"),
)  # fmt: skip
FOREIGN = (
    Name("", "Anna Kowalska"), Name("", "Rahul Mehta"), Name("马睿", "Marie Dubois"), Name("", "David O'Connor"),
    Name("阮明英", "Nguyễn Minh Anh"), Name("", "Lucas Ferreira"), Name("", "Aisha Rahman"),
)  # fmt: skip


def _table(text: str) -> list[list[str]]:
    return [entry.split(" ") for entry in text.split(",")]


def names(chance: random.Random, *, taken: frozenset[str] = frozenset()) -> Iterator[Name]:
    """Common names without end, none twice and none that is taken."""
    surnames = _table(SURNAMES)
    weights = [int(weight) for _, _, weight in surnames]
    given = [*_table(GIVEN_MEN), *_table(GIVEN_WOMEN)]
    used = {name.zh for name in RARE} | taken
    while True:
        family_zh, family_latin, _ = chance.choices(surnames, weights)[0]
        given_zh, given_latin = chance.choice(given)
        if family_zh + given_zh in used:
            if len(used) > len(surnames) * len(given) * 0.9:
                raise ValueError("there are not so many names; ask for fewer people")
            continue
        used.add(family_zh + given_zh)
        yield Name(family_zh + given_zh, f"{family_latin} {given_latin}")
