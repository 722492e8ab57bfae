using Riveg.Lexicon;

namespace Riveg.Tests.Lexicon;

/// <summary>Labels of other detectors' lists.</summary>
public sealed class SeenClassTests
{
    [Theory]
    [InlineData("person", "person, Person, PERSON, people, persons, man, Woman, Boy, girl, pedestrian, child")]
    [InlineData("airplane", "aeroplane, Airplane, AIRPLANES, air plane, plane, Aircraft")]
    [InlineData("motorcycle", "motorbike, Motorcycle, motor-bike, motorcycles")]
    [InlineData("bicycle", "bike, Bicycle, BICYCLES")]
    [InlineData("tv", "TV, tv monitor, TV monitor, tvmonitor, TVMonitor, Monitor/TV, Television, Computer monitor")]
    [InlineData("couch", "sofa, Couch, SOFA, sofa bed, couches")]
    [InlineData("cell phone", "Cell Phone, cellphone, mobile phone, Mobile_phone, smartphone, cell_phone")]
    [InlineData("dining table", "diningtable, Dining Table, Dinning Table, Kitchen & dining room table")]
    [InlineData("potted plant", "pottedplant, Potted Plant, Houseplant")]
    [InlineData("sports ball", "Sports Ball, ball, Soccer, Basketball, football, Tennis ball")]
    [InlineData("car", "Car, cars, SUV, Sports Car, taxi, automobile, van")]
    [InlineData("truck", "Truck, Pickup Truck, lorry")]
    [InlineData("dog", "Dog, DOGS, puppy")]
    [InlineData("donut", "doughnut, Donut")]
    [InlineData("backpack", "Backpack, rucksack")]
    [InlineData("handbag", "Handbag/Satchel, hand bag, purse")]
    [InlineData("refrigerator", "fridge, Refrigerator")]
    [InlineData("hair drier", "hair dryer, Hair Drier")]
    [InlineData("wine glass", "Wine glass, wineglass")]
    [InlineData("bird", "Wild Bird, birds, Duck")]
    [InlineData("boat", "Sailboat, Ship, boats")]
    [InlineData("cup", "Coffee cup, Mug")]
    [InlineData("teddy bear", "Stuffed Toy, teddy-bear")]
    [InlineData("skis", "Ski, skis")]
    public void Of_AnotherListsLabel_IsTheClassOfCoco(string expected, string labels) =>
        Assert.All(labels.Split(", "), label => Assert.Equal((label, expected), (label, SeenClass.Of(label))));

    [Theory]
    [InlineData("Lantern")]
    [InlineData("Human face")]
    [InlineData("Bicycle wheel")]
    [InlineData("Vehicle registration plate")]
    [InlineData("Clothing")]
    [InlineData("Tree")]
    [InlineData("house")]
    [InlineData("class 17")]
    [InlineData("")]
    [InlineData("///")]
    public void Of_WhatCocoDoesNotHave_IsItself(string label) => Assert.Equal(label, SeenClass.Of(label));
}
